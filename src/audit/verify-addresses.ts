import type { About, FindingList } from './finding-list.js';
import type { EvidenceReading } from './sources.js';

interface Address {
  readonly about: About;
  readonly where: string;
  readonly url: string;
  /** `https://github.com`; null: it is no address of a pull request. */
  readonly server: string | null;
  /** `acme/access`. */
  readonly repository: string;
}

const PULL_REQUEST = /^(https?:\/\/[^/?#\s@\\]+)\/([^/?#\s\\]+\/[^/?#\s\\]+)\/pull\/\d+$/;

/**
 * People follow the addresses of pull requests, so all are at one server. The repository may have been renamed.
 * @returns whether they are at github.com, as far as most of them say.
 */
export function verifyAddresses({ records }: Pick<EvidenceReading, 'records'>, findings: FindingList): boolean {
  const addresses = [...records].flatMap(([path, { grant, addedIn, events }]) =>
    events.flatMap((event, index): Address[] => {
      if (event.kind !== 'approved') return [];
      const { url } = event.pullRequest;
      const [, server = null, repository = ''] = PULL_REQUEST.exec(url) ?? [];
      return [{ about: { grant, addedIn }, where: `${path} events[${index}]`, url, server, repository }];
    }),
  );
  const server = mostOf(addresses.flatMap((one) => one.server ?? []));
  const repository = mostOf(addresses.flatMap((one) => (one.server === server ? one.repository : [])));
  for (const one of addresses) {
    if (one.server === null) {
      const message = 'The address of its pull request is none that GitHub gives to one.';
      findings.wrong('approval-merge', one.about, one.where, message);
    } else if (one.server !== server) {
      const message = `Its pull request is said to be at ${one.server}, and those of the others are at ${server}.`;
      findings.wrong('approval-merge', one.about, one.where, message);
    } else if (one.repository.toLowerCase() !== repository?.toLowerCase()) {
      findings.doubt('renamed-repository', one.where);
    }
  }
  return server === 'https://github.com';
}

/** What is there most often; the first of them where several are. */
function mostOf(values: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [most] = [...counts].sort(([, few], [, many]) => many - few);
  return most?.[0] ?? null;
}
