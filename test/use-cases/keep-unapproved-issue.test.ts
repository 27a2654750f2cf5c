import { describe, expect, test } from '@jest/globals';
import { GitHubError } from '../../src/github/github.js';
import type { Refusal } from '../../src/plan/run-report.js';
import { renderUnapproved, renderUnapprovedIssue } from '../../src/render/render-unapproved-issue.js';
import { keepUnapprovedIssue } from '../../src/use-cases/keep-unapproved-issue.js';
import { provision } from '../../src/use-cases/provision.js';
import { ALICE_PATH, HOUR, NOW, requestText } from '../approval/facts-builder.js';
import { asShown } from '../render/as-shown.js';
import { PROD_ACCOUNT } from './example-files.js';
import { fakeGitHub, TIP } from './fake-github.js';
import { fakeWorld } from './fake-world.js';

const WRITING = { dryRun: false, confirmed: false };
const PROD_PATH = 'access/aws-prod/alice/logs.yaml';
const BOUND = ['aws-sandbox', 'aws-prod'];

function refusal(grant: string | null, rest: Partial<Refusal> = {}): Refusal {
  const system = grant?.split('/')[0] ?? 'aws-prod';
  return { rule: 'not-approved', grant, system, message: 'it was merged', cure: 'Ask.', pullRequest: 7, ...rest };
}

/** Keeps the issue of a GitHub that holds these, after a run that read these systems. */
async function keep(
  open: readonly string[],
  refusals: readonly Refusal[],
  read: readonly string[] = BOUND,
  bound: readonly string[] | null = BOUND,
) {
  const fake = fakeGitHub();
  for (const [index, body] of open.entries()) {
    fake.issues.push({ number: 800 + index, label: 'lapse-unapproved', title: 'Ours', body, isOpen: true });
  }
  const tip = { ...TIP, openIssues: (await fake.github.readTip()).openIssues };
  fake.calls.length = 0;
  const systems = { read: new Set(read), bound: bound === null ? null : new Set(bound) };
  await keepUnapprovedIssue({ tip, refusals, systems }, { github: fake.github, progress: () => undefined });
  return fake;
}

function bodyOf(...refusals: readonly Refusal[]): string {
  const systems = [...new Set(refusals.map(({ system }) => system))];
  const own = (system: string) => refusals.filter((one) => one.system === system);
  return renderUnapprovedIssue(new Map(systems.map((system) => [system, renderUnapproved(system, own(system))])));
}

const SANDBOX = refusal('aws-sandbox/alice/billing');
const PROD = refusal('aws-prod/alice/logs', { rule: 'direct-push', pullRequest: null });

describe('the issue of what is not approved', () => {
  test('is written once for what nobody has told yet, with the commit where no pull request brought it', async () => {
    const world = fakeWorld();
    world.merge({ at: NOW - HOUR, changes: { [ALICE_PATH]: requestText() }, reviews: [] });
    const sha = world.push(NOW - HOUR, { [PROD_PATH]: requestText('read') });
    await provision(world.ports, WRITING);
    await provision(world.ports, WRITING);
    expect(world.hub.issues).toHaveLength(1);
    expect(world.hub.writes.filter(({ method }) => method === 'writeIssue')).toHaveLength(1);
    const shown = asShown(world.hub.issues[0]?.body ?? '');
    expect(shown).toContain('aws-sandbox/alice/billing (#12): its pull request was merged without its approvals');
    expect(shown).toContain(`aws-prod/alice/logs: commit ${sha.slice(0, 12)} reached the branch without a pull`);
  });

  test('is rewritten when something is added, and closed by itself when nothing is left', async () => {
    const world = fakeWorld();
    world.push(NOW - HOUR, { [ALICE_PATH]: requestText() });
    await provision(world.ports, WRITING);
    world.push(NOW - HOUR, { [PROD_PATH]: requestText('read') });
    await provision(world.ports, WRITING);
    expect(world.hub.issues).toMatchObject([{ isOpen: true, body: expect.stringContaining('aws-prod/alice/logs') }]);
    world.push(NOW - HOUR, { [PROD_PATH]: null, [ALICE_PATH]: null });
    await provision(world.ports, WRITING);
    expect(world.hub.issues).toMatchObject([{ isOpen: false, body: expect.stringMatching(/^Nothing stands/) }]);
    world.push(NOW - HOUR, { [ALICE_PATH]: requestText() });
    await provision(world.ports, WRITING);
    expect(world.hub.issues).toMatchObject([{ isOpen: false }, { isOpen: true }]);
  });

  test('costs nothing where it says so already, or there is nothing to say', async () => {
    expect((await keep([bodyOf(SANDBOX)], [SANDBOX])).calls).toEqual([]);
    expect((await keep([], [])).calls).toEqual([]);
  });

  test('is left alone by a dry run', async () => {
    const world = fakeWorld();
    world.push(NOW - HOUR, { [ALICE_PATH]: requestText() });
    await provision(world.ports, { ...WRITING, dryRun: true });
    expect(world.hub.writes).toEqual([]);
  });

  test('is one: of two that were opened at once, the later is closed', async () => {
    const { issues } = await keep([bodyOf(SANDBOX), bodyOf(SANDBOX)], [SANDBOX]);
    expect(issues).toMatchObject([{ isOpen: true }, { isOpen: false, body: '#800 says the same.' }]);
  });

  test('that cannot be written fails nothing', async () => {
    const world = fakeWorld({ writeIssue: () => Promise.reject(new GitHubError('not-permitted', 'Issues: write')) });
    world.push(NOW - HOUR, { [ALICE_PATH]: requestText() });
    expect(await provision(world.ports, WRITING)).toMatchObject({ refusals: [{ rule: 'direct-push' }] });
    expect(world.progress.join('\n')).toContain('could not be told in an issue: Issues: write');
  });
});

describe('what a run cannot tell', () => {
  test('stays as it was told where an account is away', async () => {
    const world = fakeWorld();
    world.push(NOW - HOUR, { [PROD_PATH]: requestText('read') });
    await provision(world.ports, WRITING);
    world.aws.unreadable.add(PROD_ACCOUNT);
    await provision(world.ports, WRITING);
    expect(world.hub.issues).toMatchObject([{ isOpen: true, body: expect.stringContaining('aws-prod/alice/logs') }]);
  });

  test.each<[string, readonly string[], readonly string[] | null, boolean]>([
    ['stays where another run looks after the system', ['aws-sandbox'], BOUND, true],
    ['stays where config.yaml cannot be read', [], null, true],
    ['goes where config.yaml binds the system no more', ['aws-sandbox'], ['aws-sandbox'], false],
  ])('%s', async (_name, read, bound, isKept) => {
    const { issues } = await keep([bodyOf(SANDBOX, PROD)], read.length === 0 ? [] : [SANDBOX], read, bound);
    expect(issues[0]?.body.includes('aws-prod')).toBe(isKept);
    expect(issues[0]?.body).toContain('aws-sandbox/alice/billing');
  });

  const UNKNOWN = refusal('aws-sandbox/alice/billing', { rule: 'not-verified', message: 'GitHub is away' });

  test('opens no issue where GitHub did not answer about its approvals', async () => {
    expect((await keep([], [UNKNOWN])).issues).toEqual([]);
  });

  test('closes none either', async () => {
    const body = bodyOf(SANDBOX);
    expect((await keep([body], [UNKNOWN])).issues).toMatchObject([{ isOpen: true, body }]);
  });
});

describe('runs side by side', () => {
  test('each write to the issue as it is by then, and leave the other’s part in it', async () => {
    const fake = fakeGitHub();
    const systems = (name: string) => ({ read: new Set([name]), bound: new Set(BOUND) });
    const ports = { github: fake.github, progress: () => undefined };
    await keepUnapprovedIssue({ tip: TIP, refusals: [SANDBOX], systems: systems('aws-sandbox') }, ports);
    await keepUnapprovedIssue({ tip: TIP, refusals: [PROD], systems: systems('aws-prod') }, ports);
    expect(fake.issues).toMatchObject([{ body: bodyOf(PROD, SANDBOX) }]);
    const { openIssues } = await fake.github.readTip();
    await keepUnapprovedIssue({ tip: { ...TIP, openIssues }, refusals: [], systems: systems('aws-sandbox') }, ports);
    expect(fake.issues).toMatchObject([{ isOpen: true, body: bodyOf(PROD) }]);
  });
});

test('none is opened where ours cannot be found among those that others gave the label', async () => {
  const fake = fakeGitHub();
  const told: string[] = [];
  const tip = { ...TIP, openIssues: { 'lapse-unapproved': null, 'lapse-drift': [] } };
  const systems = { read: new Set(BOUND), bound: new Set(BOUND) };
  const ports = { github: fake.github, progress: (text: string) => told.push(text) };
  await keepUnapprovedIssue({ tip, refusals: [SANDBOX], systems }, ports);
  expect(fake.calls).toEqual([]);
  expect(told).toEqual([expect.stringContaining('is told in no issue')]);
});
