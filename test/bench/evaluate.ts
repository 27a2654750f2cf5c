import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Desk, sitDown } from '../../sandbox/world/act-as.js';
import { POLICY_FILES } from '../../sandbox/world/policy-files.js';
import { startWorld, type World } from '../../sandbox/world/start-world.js';
import { waitFor } from '../../sandbox/world/wait-for.js';
import { type MeasuredApp, startMeasuredApp } from './measured-app.js';

const ACCESS = { owner: 'acme', repo: 'access' } as const;

/** Requests that stand in the repository. Those of whoever asks stay the same: they alone are read. */
const SIZES = [100, 1_000, 10_000] as const;
/** An App holds itself to 80 writes and queries in 30 s (src/app/pace-requests.ts): one of its own for a few rounds never waits. */
const APPS = 3;
const ROUNDS = 3;
const PEOPLE = 20;
const OWN = 5;

/** What one event costs, on average. */
interface Cost {
  readonly reads: number;
  readonly memberships: number;
  readonly writes: number;
  readonly cpu: number;
}

/** What happens to the pull request in each round. */
const EVENTS = ['a push', 'a review', 'an edit: the same facts'] as const;
type EventName = (typeof EVENTS)[number];

interface Stage {
  readonly root: string;
  readonly world: World;
  readonly alice: Desk;
  readonly bob: Desk;
  readonly number: number;
}

/**
 * One pull request of one file, in a repository that grows tenfold twice. Gives whether the requests of an event stay
 * the same; the time is told and never judged, because it is this machine's.
 */
export async function benchEvaluate(root: string, write: (text: string) => void): Promise<boolean> {
  write(`evaluate: one pull request of one file; CPU time of the App's process\n\n`);
  const world = await startWorld();
  try {
    return await measureSizes(await setUp(world, root), write);
  } finally {
    await world.close();
  }
}

async function setUp(world: World, root: string): Promise<Stage> {
  const bob = await sitDown(world, 'bob');
  const others = Array.from(
    { length: PEOPLE },
    (_, index) => `  p${index}: { id: ${9000 + index}, aws-iam: p.${index} }`,
  );
  const people = `${POLICY_FILES['access/people.yaml']}${others.join('\n')}\n`;
  await bob.push('main', { ...POLICY_FILES, 'access/people.yaml': people }, 'Set up access as code');
  const own = Array.from({ length: OWN }, (_, index) => [`access/aws-sandbox/alice/own-${index}.yaml`, requestText(1)]);
  await bob.push('main', Object.fromEntries(own), 'What alice has');
  const alice = await sitDown(world, 'alice');
  await alice.pull();
  await alice.push('more', { 'access/aws-sandbox/alice/more.yaml': requestText(8) }, 'Ask');
  const { data } = await alice.octokit.rest.pulls.create({ ...ACCESS, title: 'Ask', head: 'more', base: 'main' });
  return { root, world, alice, bob, number: data.number };
}

async function measureSizes(stage: Stage, write: (text: string) => void): Promise<boolean> {
  write(row(['event', 'standing', 'reads', 'teams', 'writes', 'CPU ms', 'times']));
  const first = new Map<EventName, Cost>();
  let isSame = true;
  let standing = OWN;
  for (const size of SIZES) {
    await letStand(stage, standing, size);
    standing = size;
    const costs = await measure(stage);
    for (const name of EVENTS) {
      const cost = costs.get(name);
      if (cost === undefined) continue;
      const least = first.get(name) ?? cost;
      first.set(name, least);
      isSame &&= least.reads === cost.reads && least.memberships === cost.memberships && least.writes === cost.writes;
      const counts = [cost.reads, cost.memberships, cost.writes].map((count) => String(count));
      write(row([name, String(size), ...counts, cost.cpu.toFixed(1), (cost.cpu / least.cpu).toFixed(2)]));
    }
  }
  write(
    isSame ? '\nThe requests of an event stay the same.\n' : '\nThe requests of an event GROW with the repository.\n',
  );
  return isSame;
}

function row(cells: readonly string[]): string {
  const widths = [24, 9, 6, 6, 7, 8, 6];
  const padded = cells.map((cell, index) => (index === 0 ? cell.padEnd(24) : cell.padStart(widths[index] ?? 0)));
  return `${padded.join('  ')}\n`;
}

/** Requests of many people on the branch, in one commit. */
async function letStand({ bob }: Stage, from: number, to: number): Promise<void> {
  await bob.pull();
  for (let index = from; index < to; index += 1) {
    const folder = join(bob.clone, `access/aws-sandbox/p${index % PEOPLE}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `r${index}.yaml`), requestText(1));
  }
  await bob.git('add', '--all');
  await bob.git('commit', '--quiet', '-m', 'Many requests');
  await bob.git('push', '--quiet', 'origin', 'main');
}

async function measure(stage: Stage): Promise<ReadonlyMap<EventName, Cost>> {
  const rounds: ReadonlyMap<EventName, Cost>[] = [];
  for (let count = 0; count < APPS; count += 1) {
    const app = await startMeasuredApp(stage.world, stage.root);
    try {
      // Code that was never run, and a token that was never asked for, are no cost of the size.
      await playRound(stage, app);
      for (let round = 0; round < ROUNDS; round += 1) rounds.push(await playRound(stage, app));
    } finally {
      await app.stop();
    }
  }
  return new Map(EVENTS.map((name) => [name, averageOf(rounds.flatMap((costs) => costs.get(name) ?? []))]));
}

function averageOf(costs: readonly Cost[]): Cost {
  const average = (part: keyof Cost) => costs.reduce((sum, cost) => sum + cost[part], 0) / costs.length;
  const [reads, memberships, writes] = [average('reads'), average('memberships'), average('writes')];
  return { reads, memberships, writes, cpu: average('cpu') };
}

/** Which it is tells the text of the next push apart from the one before. */
let pushes = 0;

async function playRound(stage: Stage, app: MeasuredApp): Promise<ReadonlyMap<EventName, Cost>> {
  const { alice, bob, number } = stage;
  const acts: Readonly<Record<EventName, () => Promise<unknown>>> = {
    'a push': () => {
      pushes += 1;
      const text = requestText(1 + (pushes % 7));
      return alice.push('more', { 'access/aws-sandbox/alice/more.yaml': text }, `Ask again, ${pushes}`);
    },
    'a review': () =>
      bob.octokit.rest.pulls.createReview({ ...ACCESS, pull_number: number, event: 'REQUEST_CHANGES', body: 'Why?' }),
    'an edit: the same facts': () =>
      alice.octokit.rest.pulls.update({ ...ACCESS, pull_number: number, body: `Please, ${pushes}` }),
  };
  const costs = new Map<EventName, Cost>();
  for (const name of EVENTS) costs.set(name, await measureOne(stage, app, acts[name]));
  return costs;
}

/** From what somebody does to the end of all that the App does about it. */
async function measureOne({ world }: Stage, app: MeasuredApp, act: () => Promise<unknown>): Promise<Cost> {
  const before = world.github.requests.length;
  const evaluations = app.countEvaluations();
  const cpuBefore = await app.readCpu();
  await act();
  await waitFor('the evaluation', async () => (app.countEvaluations() > evaluations ? true : null));
  await world.github.settle();
  const cpu = (await app.readCpu()) - cpuBefore;
  const routes = world.github.requests
    .slice(before)
    .filter(({ actor, route }) => actor === 'lapse[bot]' && !route.includes('/access_tokens'))
    .map(({ route }) => route);
  const isMembership = (route: string) => route.includes('/memberships/');
  const isWrite = (route: string) => !route.startsWith('GET ') && route !== 'POST /graphql';
  return {
    reads: routes.filter((route) => !isWrite(route) && !isMembership(route)).length,
    memberships: routes.filter(isMembership).length,
    writes: routes.filter(isWrite).length,
    cpu,
  };
}

function requestText(hours: number): string {
  return `role: billing-readonly\nduration: ${hours}h\nreason: Invoice 8841\nticket: INC-1234\n`;
}
