import { awsIam } from '../../src/providers/aws-iam/aws-iam.js';
import { type Provider, ProviderError } from '../../src/providers/provider.js';

export interface FakeAws {
  readonly provider: Provider;
  /** What each account holds with our mark: id → content. */
  held(account: string): Map<string, string>;
  /** Every write that was tried, in order: `put alice.smith/lapse-…`. */
  readonly writes: string[];
  /** Accounts that cannot be read. */
  readonly unreadable: Set<string>;
  /** Ids of which a write is answered, but does not show. */
  readonly unshown: Set<string>;
}

/** The rules of aws-iam over accounts that are maps. */
export function fakeAws(): FakeAws {
  const accounts = new Map<string, Map<string, string>>();
  const writes: string[] = [];
  const unreadable = new Set<string>();
  const unshown = new Set<string>();
  const held = (account: string): Map<string, string> => {
    const found = accounts.get(account) ?? new Map<string, string>();
    accounts.set(account, found);
    return found;
  };
  const show = (id: string): void => {
    if (unshown.has(id)) throw new ProviderError('not-read-back', `${id} does not show`);
  };
  const provider: Provider = {
    ...awsIam,
    connect: async (system) => {
      const { account } = system.target as { account: string };
      return {
        holderOf: (id) => id.slice(0, id.indexOf('/')),
        observe: async () => {
          if (unreadable.has(account)) throw new ProviderError('unavailable', `account ${account} does not answer`);
          return [...held(account)].map(([id, content]) => ({ id, content }));
        },
        put: async ({ id, content }) => {
          writes.push(`put ${id}`);
          show(id);
          held(account).set(id, content);
        },
        remove: async ({ id }) => {
          writes.push(`remove ${id}`);
          show(id);
          held(account).delete(id);
        },
      };
    },
  };
  return { provider, held, writes, unreadable, unshown };
}
