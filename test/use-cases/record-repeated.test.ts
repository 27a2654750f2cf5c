import { describe, expect, test } from '@jest/globals';
import { GitHubError } from '../../src/github/github.js';
import { ProviderError } from '../../src/providers/provider.js';
import { expire } from '../../src/use-cases/expire.js';
import { provision } from '../../src/use-cases/provision.js';
import type { RunPorts } from '../../src/use-cases/run-ports.js';
import { ALICE_PATH, HOUR, MINUTE, requestText } from '../approval/facts-builder.js';
import { SANDBOX_ACCOUNT } from './example-files.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';
import { AN_HOUR_AGO, END, grantedWorld, mergedWorld, recordOf, recordsOf, story, WRITING } from './recorded-world.js';

/** Every write fails, each time with other words. */
function failing({ ports }: FakeWorld): RunPorts {
  let requests = 0;
  const fail = async (): Promise<never> => {
    requests += 1;
    throw new ProviderError('unavailable', `Rate exceeded (RequestId ${requests})`);
  };
  const providers = [...ports.providers].map(([name, provider]) => {
    const connect: typeof provider.connect = async (system, options) => ({
      ...(await provider.connect(system, options)),
      put: fail,
      remove: fail,
    });
    return [name, { ...provider, connect }] as const;
  });
  return { ...ports, providers: new Map(providers) };
}

describe('what fails in each run with other words', () => {
  test('is recorded once where it is put', async () => {
    const world = mergedWorld();
    const ports = failing(world);
    for (let run = 0; run < 4; run += 1) await provision(ports, WRITING);
    expect(story(recordOf(world))).toEqual(['approved', 'failed']);
    expect(world.hub.evidence.commits).toHaveLength(2);
  });

  test('is recorded once where it is removed, and its removal in the end', async () => {
    const world = await grantedWorld();
    const ports = failing(world);
    world.now = END + MINUTE;
    for (let run = 0; run < 4; run += 1) await expire(ports, WRITING);
    expect(story(recordOf(world))).toEqual(['approved', 'given granted', 'failed']);
    await expire(world.ports, WRITING);
    expect(story(recordOf(world)).at(-1)).toBe('removed expired');
  });

  test('is recorded once where GitHub does not say who approved', async () => {
    const world = mergedWorld();
    let requests = 0;
    const github: typeof world.hub.github = {
      ...world.hub.github,
      readPullRequest: async () => {
        requests += 1;
        throw new GitHubError('unavailable', `Something went wrong (${requests})`);
      },
    };
    for (let run = 0; run < 4; run += 1) await provision({ ...world.ports, github }, WRITING);
    expect([requests, story(recordOf(world))]).toEqual([4, ['refused']]);
  });

  test('is recorded again where another version is refused', async () => {
    const world = fakeWorld();
    world.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: requestText() }, reviews: [] });
    await provision(world.ports, WRITING);
    world.merge({ at: world.now, changes: { [ALICE_PATH]: requestText('billing', 'duration: 9h') }, reviews: [] });
    world.now += MINUTE;
    for (let run = 0; run < 2; run += 1) await provision(world.ports, WRITING);
    expect(story(recordOf(world))).toEqual(['refused', 'refused']);
  });
});

describe('an account that cannot be read', () => {
  test('for the whole life of a grant has that recorded, once and for what should give access alone', async () => {
    const world = mergedWorld();
    const later = 'access/aws-sandbox/alice/later.yaml';
    world.merge({ at: world.now - MINUTE, changes: { [later]: `${requestText()}starts: 2026-11-24T12:00:00Z\n` } });
    world.aws.unreadable.add(SANDBOX_ACCOUNT);
    for (const run of [provision, expire, provision]) await run(world.ports, WRITING);
    expect([...recordsOf(world).values()].flat().map(story)).toEqual([['refused']]);
    expect(recordOf(world).events).toMatchObject([
      { rule: 'unavailable', message: expect.stringContaining(SANDBOX_ACCOUNT), pullRequest: null },
    ]);
    world.now = END + HOUR;
    await expire(world.ports, WRITING);
    expect(story(recordOf(world))).toEqual(['refused']);
  });

  test('and then can has what is given recorded with its approvals', async () => {
    const world = mergedWorld();
    world.aws.unreadable.add(SANDBOX_ACCOUNT);
    await provision(world.ports, WRITING);
    world.aws.unreadable.clear();
    await provision(world.ports, WRITING);
    expect(story(recordOf(world))).toEqual(['refused', 'approved', 'given granted']);
  });

  test('and then can has the approvals made good where the run that gave it died', async () => {
    const world = mergedWorld();
    world.aws.unreadable.add(SANDBOX_ACCOUNT);
    await provision(world.ports, WRITING);
    world.aws.unreadable.clear();
    const { commits } = world.hub.evidence;
    const before = [...commits];
    await provision(world.ports, WRITING);
    commits.splice(0, commits.length, ...before);
    world.now += MINUTE;
    await expire(world.ports, WRITING);
    await expire(world.ports, WRITING);
    expect(story(recordOf(world))).toEqual(['refused', 'approved', 'given found']);
  });

  test('has nothing recorded of what was given before', async () => {
    const world = await grantedWorld();
    world.aws.unreadable.add(SANDBOX_ACCOUNT);
    await provision(world.ports, WRITING);
    expect(story(recordOf(world))).toEqual(['approved', 'given granted']);
  });
});
