import { beforeEach, describe, expect, test } from '@jest/globals';
import { evidencePath } from '../../src/evidence/evidence-path.js';
import { GitError } from '../../src/git/repository.js';
import { GitHubError } from '../../src/github/github.js';
import { needsAttention } from '../../src/plan/run-report.js';
import { expire } from '../../src/use-cases/expire.js';
import { provision } from '../../src/use-cases/provision.js';
import { MINUTE, NOW, requestText } from '../approval/facts-builder.js';
import type { FakeWorld } from './fake-world.js';
import {
  AN_HOUR_AGO,
  END,
  grantedWorld,
  heldId,
  mergedWorld,
  recordOf,
  recordsOf,
  SECOND_PATH,
  story,
  WRITING,
} from './recorded-world.js';

describe('a branch that moved', () => {
  test('is read again, and nothing that another run wrote is lost', async () => {
    const world = mergedWorld();
    world.merge({ at: AN_HOUR_AGO, changes: { [SECOND_PATH]: requestText() } });
    await provision(world.ports, WRITING);
    const { commitTexts } = world.hub.github;
    let moves = 1;
    world.now = END;
    const github: typeof world.hub.github = {
      ...world.hub.github,
      commitTexts: async (request) => {
        if (moves > 0) world.hub.evidence.push({ 'other.txt': 'by another run' });
        moves -= 1;
        return commitTexts(request);
      },
    };
    const report = await expire({ ...world.ports, github }, WRITING);
    expect([needsAttention(report), report.evidence?.written]).toEqual([false, 2]);
    expect(world.hub.evidence.text('other.txt')).toBe('by another run');
    expect([...recordsOf(world).values()].flat().map(story)).toEqual([
      ['approved', 'given granted', 'removed expired'],
      ['approved', 'given granted', 'removed expired'],
    ]);
  });

  test.each(['given', 'removed'])(
    'and brought the same facts has nothing added: what is %s is told once',
    async (kind) => {
      const world = kind === 'given' ? mergedWorld() : await grantedWorld();
      if (kind === 'removed') world.now = END;
      const { commitTexts } = world.hub.github;
      const github: typeof world.hub.github = {
        ...world.hub.github,
        commitTexts: async (request) => {
          await commitTexts(request);
          throw new GitHubError('stale', 'the answer to the first try was lost');
        },
      };
      const report = await provision({ ...world.ports, github }, WRITING);
      expect(report.evidence?.faults).toEqual([]);
      expect(recordOf(world).events.filter((event) => event.kind === kind)).toHaveLength(1);
      expect(world.hub.evidence.commits).toHaveLength(kind === 'given' ? 2 : 3);
    },
  );

  test('again and again is left to the next run, which is told', async () => {
    const world = mergedWorld();
    const github: typeof world.hub.github = {
      ...world.hub.github,
      commitTexts: async () => {
        throw new GitHubError('stale', 'the branch has another head');
      },
    };
    const report = await provision({ ...world.ports, github }, WRITING);
    expect(report.outcomes).toMatchObject([{ result: 'done' }]);
    expect(report.evidence).toMatchObject({ written: 0, faults: [expect.stringContaining('moved 5 times')] });
    expect(needsAttention(report)).toBe(true);
  });
});

describe('evidence that cannot be written or read', () => {
  let world: FakeWorld;
  beforeEach(async () => {
    world = await grantedWorld();
  });

  test('law 7: stops neither removals nor reverts, and fails the run', async () => {
    const github: typeof world.hub.github = {
      ...world.hub.github,
      commitTexts: async () => {
        throw new GitHubError('not-permitted', 'the App lacks Contents: write');
      },
    };
    world.now = END;
    const report = await expire({ ...world.ports, github }, WRITING);
    expect(report).toMatchObject({ outcomes: [{ result: 'done' }], reverts: [{ result: 'opened' }] });
    expect(report.evidence?.faults).toEqual([expect.stringContaining('the App lacks Contents: write')]);
    expect(needsAttention(report)).toBe(true);
  });

  test('law 7: stops neither removals nor reverts whatever was thrown, and fails the run', async () => {
    const repository = {
      ...world.ports.repository,
      listTree: async () => {
        throw new RangeError('Cannot create a string longer than 0x1fffffe8 characters');
      },
    };
    world.now = END;
    const report = await expire({ ...world.ports, repository }, WRITING);
    expect(report).toMatchObject({ outcomes: [{ result: 'done' }], reverts: [{ result: 'opened' }] });
    expect(report.evidence?.faults).toEqual([
      'Cannot create a string longer than 0x1fffffe8 characters. Nothing of this run is recorded; the next one records what it finds.',
    ]);
    expect(needsAttention(report)).toBe(true);
    const tried = await expire({ ...world.ports, repository }, { ...WRITING, dryRun: true });
    expect(tried.evidence).toBeNull();
    expect(world.progress).toContainEqual(expect.stringContaining('The evidence could not be read: Cannot create'));
  });

  test('because GitHub did not answer may be there all the same, and nothing else is claimed', async () => {
    const { commitTexts } = world.hub.github;
    const github: typeof world.hub.github = {
      ...world.hub.github,
      commitTexts: async (request) => {
        await commitTexts(request);
        throw new GitHubError('unavailable', 'GitHub did not answer in time');
      },
    };
    world.now = END;
    const report = await expire({ ...world.ports, github }, WRITING);
    expect(report.evidence?.faults).toEqual([
      'GitHub did not answer in time. What this run did may be recorded in part or not at all; the next one records what is missing.',
    ]);
    expect(needsAttention(await expire(world.ports, WRITING))).toBe(false);
    expect(story(recordOf(world))).toEqual(['approved', 'given granted', 'removed expired']);
  });

  test('lists no more of the branch than the folders of the grants concerned', async () => {
    const asked: (readonly string[])[] = [];
    const { listTree } = world.ports.repository;
    const repository: typeof world.ports.repository = {
      ...world.ports.repository,
      listTree: async (commit, paths) => {
        asked.push(paths);
        return listTree(commit, paths);
      },
    };
    world.now = END;
    await expire({ ...world.ports, repository }, WRITING);
    expect(asked).toEqual([['aws-sandbox/alice']]);
  });

  test('because the branch cannot be fetched is told, and nothing is written blindly', async () => {
    const repository = {
      ...world.ports.repository,
      ensureCommit: async (sha: string, branch: string) => {
        if (branch === 'lapse/evidence') throw new GitError('the branch could not be fetched');
        await world.ports.repository.ensureCommit(sha, branch);
      },
    };
    world.now = END;
    const report = await expire({ ...world.ports, repository }, WRITING);
    expect(report.evidence?.faults).toEqual([expect.stringContaining('could not be fetched')]);
    expect(world.hub.evidence.commits).toHaveLength(2);
  });

  test.each([
    ['is no JSON', '{'],
    ['is nested without end', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['says that it is another', 'x'],
  ])('because a record %s leaves that record as it is, and writes the others', async (_, text) => {
    const path = evidencePath(recordOf(world));
    const bad = text === 'x' ? (world.hub.evidence.text(path) ?? '').replace('alice', 'bob') : text;
    world.hub.evidence.push({ [path]: bad });
    world.merge({ at: NOW - MINUTE, changes: { [SECOND_PATH]: requestText() } });
    const report = await provision(world.ports, WRITING);
    expect(world.hub.evidence.text(path)).toBe(bad);
    expect(report.evidence).toMatchObject({ written: 1, faults: [expect.stringContaining(path)] });
    expect(needsAttention(report)).toBe(true);
  });

  test('because a record is almost full is written all the same: its last room is for what is gone', async () => {
    const record = recordOf(world);
    const path = evidencePath(record);
    const run = record.events.at(-1)?.run;
    const refused = { kind: 'refused', version: record.addedIn, rule: 'x', message: '', pullRequest: null, run };
    const events = [...record.events, ...Array.from({ length: 1950 - record.events.length }, () => refused)];
    world.hub.evidence.push({ [path]: JSON.stringify({ ...record, events }) });
    const before = world.hub.evidence.commits.length;
    world.aws.unshown.add(heldId(world));
    world.now = END;
    const failed = await expire(world.ports, WRITING);
    expect([failed.evidence?.faults, failed.evidence?.written]).toEqual([[], 0]);
    expect(world.hub.evidence.commits).toHaveLength(before);
    world.aws.unshown.clear();
    await expire(world.ports, WRITING);
    expect(story(recordOf(world)).slice(1949)).toEqual(['refused', 'removed expired']);
  });

  test('because a record is full leaves it as it is', async () => {
    const record = recordOf(world);
    const path = evidencePath(record);
    const last = record.events.at(-1);
    const run = last?.run;
    const refused = { kind: 'refused', version: record.addedIn, rule: 'x', message: '', pullRequest: null, run };
    const events = [...record.events, ...Array.from({ length: 2000 - record.events.length }, () => refused)];
    world.hub.evidence.push({ [path]: JSON.stringify({ ...record, events: [...events] }) });
    const before = world.hub.evidence.commits.length;
    world.now = END;
    const report = await expire(world.ports, WRITING);
    expect(report.evidence?.faults).toEqual([
      expect.stringContaining(`${path}: What this run found does not go into it`),
    ]);
    expect(world.hub.evidence.commits).toHaveLength(before);
    expect(report.outcomes).toMatchObject([{ result: 'done' }]);
  });
});
