import type { CheckRun } from './github.js';

/** The names that we publish under, and what the query calls the suites that hold a run of that name. */
const SUITES = { 'access/request': 'requestSuites', 'access/approval': 'approvalSuites' } as const satisfies Record<
  CheckRun['name'],
  string
>;

const NAMES: readonly CheckRun['name'][] = ['access/request', 'access/approval'];

/** Other Apps may have suites with a run of that name as well. */
const MOST_SUITES = 50;

/** An Action's token and a person's may lack `Checks: read`; they publish nothing either. */
export const PUBLISHED_ALIASES: readonly string[] = Object.values(SUITES);

/** Of a commit. `LATEST` leaves out runs that a newer one of the same name and suite has replaced. */
export const PUBLISHED_FIELDS = NAMES.map(
  (name) => `
            ${SUITES[name]}: checkSuites(first: ${MOST_SUITES}, filterBy: { checkName: "${name}" }) {
              nodes {
                status
                app { slug }
                checkRuns(first: 10, filterBy: { checkName: "${name}", checkType: LATEST }) {
                  nodes { name status startedAt externalId }
                }
              }
            }`,
).join('');

interface Run {
  readonly name: string;
  readonly status: string;
  readonly startedAt: string | null;
  readonly externalId: string | null;
}

interface Suites {
  readonly nodes:
    | readonly ({
        readonly status: string;
        readonly app: { readonly slug: string } | null;
        readonly checkRuns: { readonly nodes: readonly (Run | null)[] | null } | null;
      } | null)[]
    | null;
}

/** A commit as {@link PUBLISHED_FIELDS} asks for it. */
export type CommitWithSuites = { readonly [Alias in (typeof SUITES)[CheckRun['name']]]: Suites | null };

/**
 * The digests of our newest check runs, by name. Ours are those of the App whose token reads: to GraphQL its viewer is
 * `slug[bot]`, and a slug is one App's alone. Anybody's workflow may have a job of the same name.
 * @param viewer the login of whoever reads.
 */
export function readPublished(viewer: string, commit: CommitWithSuites): ReadonlyMap<CheckRun['name'], string> {
  const published = new Map<CheckRun['name'], string>();
  for (const name of NAMES) {
    const digest = readDigest(viewer, name, commit[SUITES[name]]);
    if (digest !== null) published.set(name, digest);
  }
  return published;
}

/** null also where it is not finished, or somebody has asked for it again since, which is to be answered by a new run. */
function readDigest(viewer: string, name: string, suites: Suites | null): string | null {
  const ours = (suites?.nodes ?? []).filter((suite) => suite !== null && `${suite.app?.slug}[bot]` === viewer);
  const runs: Run[] = [];
  for (const suite of ours) {
    // “When a check suite is rerequested, its status is reset to queued”: https://docs.github.com/en/rest/checks/suites#rerequest-a-check-suite
    if (suite?.status !== 'COMPLETED') return null;
    for (const run of suite.checkRuns?.nodes ?? []) if (run?.name === name) runs.push(run);
  }
  const newest = runs
    .map(({ startedAt }) => startedAt ?? '')
    .toSorted()
    .at(-1);
  const [run, another] = runs.filter(({ startedAt }) => (startedAt ?? '') === newest);
  // Of two in the same second nobody can say which is shown.
  if (run === undefined || another !== undefined || run.status !== 'COMPLETED') return null;
  return run.externalId === null || run.externalId === '' ? null : run.externalId;
}
