/**
 * Runs the jobs of one key one after the other. Jobs that come while another run of their key is under way wait, and
 * share the next run: what it does begins after the last of them came, so it sees what all of them tell of.
 *
 * @param run gets the jobs that it does, in the order in which they came; all of them get what it gives.
 */
export function oneAtATime<Job, Result>(
  run: (jobs: readonly [Job, ...Job[]]) => Promise<Result>,
): (key: string, job: Job) => Promise<Result> {
  /** The newest run of each key that is not over: nothing stays behind. */
  const newest = new Map<string, Run<Job, Result>>();

  async function begin(key: string, own: Waiting<Job>, before: Promise<unknown> | undefined): Promise<Result> {
    // How the run before ended is the affair of its own jobs.
    await before?.catch(() => {});
    own.hasBegun = true;
    try {
      return await run(own.jobs);
    } finally {
      if (newest.get(key)?.waiting === own) newest.delete(key);
    }
  }

  return (key, job) => {
    const last = newest.get(key);
    if (last !== undefined && !last.waiting.hasBegun) {
      last.waiting.jobs.push(job);
      return last.result;
    }
    const waiting: Waiting<Job> = { jobs: [job], hasBegun: false };
    const result = begin(key, waiting, last?.result);
    newest.set(key, { waiting, result });
    return result;
  };
}

interface Waiting<Job> {
  readonly jobs: [Job, ...Job[]];
  hasBegun: boolean;
}

interface Run<Job, Result> {
  readonly waiting: Waiting<Job>;
  readonly result: Promise<Result>;
}
