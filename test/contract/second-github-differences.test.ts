import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ANSWERS } from './second-github-answers.js';
import { DIFFERENCES } from './second-github-differences.js';
import { OPENINGS } from './second-github-openings.js';
import type { Outcome, Story } from './second-github-probe.js';
import { type GitHubWorld, startEmulator, startRelay, startSandbox } from './second-github-worlds.js';

/** The same requests to npm `emulate` and to our sandbox, each in a world of its own. */

const PROBES = [...OPENINGS, ...ANSWERS];

let emulated: ReadonlyMap<string, Outcome>;
let ours: ReadonlyMap<string, Outcome>;
const started: { stop(): Promise<void> }[] = [];

async function askAll(world: GitHubWorld): Promise<ReadonlyMap<string, Outcome>> {
  started.unshift(world);
  const story: Story = { appToken: '', main: '', head: '', comment: 0, check: 0 };
  const outcomes = new Map<string, Outcome>();
  for (const { name, run } of PROBES) outcomes.set(name, await run(world, story));
  return outcomes;
}

beforeAll(async () => {
  const relay = await startRelay();
  started.unshift(relay);
  emulated = await askAll(await startEmulator(relay.url, relay.deliveries));
  ours = await askAll(await startSandbox());
}, 60_000);
afterAll(async () => {
  for (const one of started) await one.stop();
});

/** Only the fields that differ, on both sides. */
function compare(name: string): { emulate: Outcome; sandbox: Outcome } {
  const [theirs = {}, own = {}] = [emulated.get(name), ours.get(name)];
  const keys = [...new Set([...Object.keys(theirs), ...Object.keys(own)])].filter(
    // Of an answer and a refusal, the statuses say all.
    (key) => key === 'status' || (key in theirs && key in own),
  );
  const differing = keys.filter((key) => JSON.stringify(theirs[key]) !== JSON.stringify(own[key]));
  const pick = (from: Outcome): Outcome => Object.fromEntries(differing.map((key) => [key, from[key]]));
  return { emulate: pick(theirs), sandbox: pick(own) };
}

describe('npm emulate and our sandbox', () => {
  test.each(PROBES.map(({ name }) => name))('%s: the same, or a difference that is listed', (name) => {
    const listed = DIFFERENCES.find((difference) => difference.name === name);
    const { emulate, sandbox } = listed ?? { emulate: {}, sandbox: {} };
    expect(compare(name)).toEqual({ emulate, sandbox });
  });

  test('each listed difference is of a probe, once, and says where GitHub’s word on it stands', () => {
    const names = DIFFERENCES.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
    expect(PROBES.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    for (const { source } of DIFFERENCES) expect(source).toMatch(/^https:\/\/docs\.github\.com\/en\//);
  });

  test('our sandbox is never the one that GitHub’s documentation speaks against', () => {
    expect(DIFFERENCES.filter(({ right }) => right === 'emulate')).toEqual([]);
  });

  test('they agree on more than they differ in', () => {
    expect(PROBES.length - DIFFERENCES.length).toBeGreaterThan(PROBES.length / 2);
  });
});
