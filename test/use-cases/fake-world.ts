import type { Instant } from '../../src/access/instant.js';
import type { Account, ChangedFile, PullRequestFacts, ReviewFacts } from '../../src/approval/facts.js';
import type { GitHub, MergedPullRequest } from '../../src/github/github.js';
import type { Provider } from '../../src/providers/provider.js';
import type { RunPorts } from '../../src/use-cases/run-ports.js';
import { ALICE, BOB, commit, factsOf, HOUR, NOW, review } from '../approval/facts-builder.js';
import { POLICY } from './example-files.js';
import { type FakeAws, fakeAws } from './fake-aws.js';
import { type FakeGitHub, fakeGitHub, REPOSITORY_ID } from './fake-github.js';
import { type Changes, type FakeRepository, fakeRepository } from './fake-repository.js';
import { withEvidence } from './with-evidence.js';

/** A pull request that is merged when the world is told of it. */
export interface Merge {
  /** What GitHub records, and the commits say unless told otherwise. */
  readonly at: Instant;
  /** One commit on the branch (a squash), or several (a rebase). */
  readonly changes: Changes | readonly Changes[];
  readonly by?: Account;
  /** bob approves the head an hour before the merge, unless said otherwise. */
  readonly reviews?: readonly ReviewFacts[];
  readonly committedAt?: Instant;
  readonly facts?: Partial<PullRequestFacts>;
}

/** GitHub, a clone and two AWS accounts, which belong together. */
export interface FakeWorld {
  readonly clone: FakeRepository;
  readonly hub: FakeGitHub;
  readonly aws: FakeAws;
  readonly ports: RunPorts;
  readonly progress: string[];
  /** Moves the clock. */
  now: Instant;
  /** Merges a pull request and gives its number. */
  merge(merge: Merge): number;
  /** A commit that no pull request brought. */
  push(at: Instant, changes: Changes): string;
}

const FIRST_NUMBER = 12;

/** The head of a pull request of the world. */
export function headOf(number: number): string {
  return `${number}`.padStart(40, 'e');
}

/**
 * A world whose policy was pushed ten days ago.
 * @param letter of the names of its commits.
 */
export function fakeWorld(overrides: Partial<GitHub> = {}, letter = '0'): FakeWorld {
  const clone = fakeRepository(letter);
  const hub = fakeGitHub(overrides);
  const aws = fakeAws();
  const progress: string[] = [];
  let number = FIRST_NUMBER - 1;

  function push(at: Instant, changes: Changes): string {
    const sha = clone.commit(at, changes);
    hub.world.tip = { ...hub.world.tip, sha };
    hub.world.policies.set(sha, [...clone.treeAt(sha).values()]);
    return sha;
  }

  const world: FakeWorld = {
    clone,
    hub,
    aws,
    progress,
    now: NOW,
    push,
    merge({ at, changes, by = ALICE, reviews, committedAt = at, facts = {} }) {
      number += 1;
      const before = clone.treeAt(clone.tip());
      const steps = Array.isArray(changes) ? (changes as readonly Changes[]) : [changes as Changes];
      const shas = steps.map((step) => push(committedAt, step));
      const mergeSha = shas.at(-1) ?? '';
      const headSha = headOf(number);
      const merged: MergedPullRequest = {
        number,
        url: `https://github.com/acme/access/pull/${number}`,
        mergedAt: at,
        headSha,
        mergeSha,
        commitCount: steps.length,
      };
      for (const sha of shas) hub.world.merged.set(sha, [merged]);
      const after = clone.treeAt(mergeSha);
      const paths = [...new Set(steps.flatMap((step) => Object.keys(step)))];
      const files = paths.flatMap((path): ChangedFile[] => {
        const [old, present] = [before.get(path) ?? null, after.get(path) ?? null];
        if (old === null && present === null) return [];
        const status = old === null ? 'added' : present === null ? 'removed' : 'modified';
        return [{ path, previousPath: null, status, before: old, after: present, buildsOnBase: true }];
      });
      const given = reviews ?? [review(BOB, { submittedAt: at - HOUR })];
      const commits = [commit(by, { oid: headSha })];
      hub.world.pullRequests.set(number, {
        facts: factsOf({
          number,
          author: by,
          state: 'merged',
          mergedAt: at,
          headSha,
          files,
          commits,
          // Whoever writes a test's review means this head, unless it names another one.
          reviews: given.map((one) => (one.commitId === DEFAULT_HEAD ? { ...one, commitId: headSha } : one)),
          ...facts,
        }),
        repositoryId: REPOSITORY_ID,
        openedByUs: false,
        published: new Map(),
        comment: null,
      });
      return number;
    },
    ports: {
      repository: withEvidence(clone.repository, hub.evidence),
      github: hub.github,
      providers: new Map<string, Provider>([[aws.provider.name, aws.provider]]),
      identityToken: null,
      now: () => world.now,
      sleep: async () => undefined,
      progress: (line) => void progress.push(line),
    },
  };
  world.push(NOW - 240 * HOUR, POLICY);
  return world;
}

const DEFAULT_HEAD = factsOf().headSha;
