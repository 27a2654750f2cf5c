import { describe, expect, test } from '@jest/globals';
import { DRIFT_PARTS, type Drift, type DriftPart, partOf } from '../../src/plan/drift.js';
import { renderDriftIssue, renderDriftSection } from '../../src/render/render-drift-issue.js';
import { keepDriftIssue } from '../../src/use-cases/keep-drift-issue.js';
import { fakeGitHub, TIP } from './fake-github.js';

const BOUND = ['aws-sandbox', 'aws-prod'];

function drift(rest: Partial<Drift> = {}): Drift {
  const grant = 'aws-sandbox/alice/billing';
  return {
    kind: 'altered',
    isCertain: true,
    target: 'aws-iam:111122223333',
    system: 'aws-sandbox',
    grant,
    entitlement: 'alice.smith/lapse-4711-billing',
    outcome: 'mended',
    message: null,
    ...rest,
  };
}

const ALTERED = drift();
const UNKNOWN = drift({ kind: 'unexplained', grant: null, entitlement: 'bob.jones/lapse-4711-x' });
const PROD = drift({ kind: 'missing', system: 'aws-prod', target: 'aws-iam:444455556666' });

interface Run {
  readonly found: readonly Drift[];
  readonly parts?: readonly DriftPart[];
  readonly read?: readonly string[];
  readonly bound?: readonly string[];
}

/** Runs that follow each other, each of which reads the tip first. */
async function keep(...runs: readonly Run[]) {
  const fake = fakeGitHub();
  for (const { found, parts = DRIFT_PARTS, read = BOUND, bound = BOUND } of runs) {
    const { openIssues } = await fake.github.readTip();
    const run = { tip: { ...TIP, openIssues }, systems: { read: new Set(read), bound: new Set(bound) } };
    await keepDriftIssue(run, { found, parts }, { github: fake.github, progress: () => undefined });
  }
  return fake;
}

function bodyOf(...all: readonly Drift[]): string {
  const keys = [...new Set(all.map((one) => `${one.system} ${partOf(one)}`))];
  const sections = keys.map((key): [string, string] => {
    const own = all.filter((one) => `${one.system} ${partOf(one)}` === key);
    const [first = drift()] = own;
    return [key, renderDriftSection(first.system, partOf(first), own)];
  });
  return renderDriftIssue(new Map(sections));
}

describe('the issue of drift', () => {
  test('is not opened where nothing is found, nor written again where the same is found', async () => {
    expect((await keep({ found: [] })).writes).toEqual([]);
    expect((await keep({ found: [ALTERED] }, { found: [ALTERED] })).writes).toHaveLength(1);
  });

  test.each(['failed', 'refused'] as const)('is not written again where it %s with other words', async (outcome) => {
    const [one, two] = ['1', '2'].map((id) => drift({ outcome, message: `RequestId ${id}` }));
    const { writes } = await keep({ found: one === undefined ? [] : [one] }, { found: two === undefined ? [] : [two] });
    expect(writes).toHaveLength(1);
  });

  test('is opened for what the run itself has mended, and closed by the next that finds nothing', async () => {
    const { issues } = await keep({ found: [ALTERED, UNKNOWN] });
    expect(issues).toMatchObject([{ label: 'lapse-drift', isOpen: true, body: bodyOf(ALTERED, UNKNOWN) }]);
    const after = await keep({ found: [ALTERED, UNKNOWN] }, { found: [] });
    expect(after.issues).toMatchObject([{ isOpen: false }]);
    expect(after.issues[0]?.body).toMatch(/^What the providers hold .* is what the default branch says/);
    expect(after.issues[0]?.body).toContain('<code>alice.smith/lapse-4711-billing</code>');
  });

  test('is opened anew for what is found later', async () => {
    const { issues } = await keep({ found: [ALTERED] }, { found: [] }, { found: [UNKNOWN] });
    expect(issues).toMatchObject([{ isOpen: false }, { isOpen: true, body: bodyOf(UNKNOWN) }]);
  });

  test('is written to by a run of every target, and keeps what the others have found', async () => {
    const sandbox = { read: ['aws-sandbox'] };
    const prod = { read: ['aws-prod'] };
    const both = await keep({ found: [ALTERED], ...sandbox }, { found: [PROD], ...prod });
    expect(both.issues).toMatchObject([{ body: bodyOf(ALTERED, PROD) }]);
    const one = await keep({ found: [ALTERED], ...sandbox }, { found: [PROD], ...prod }, { found: [], ...sandbox });
    expect(one.issues).toMatchObject([{ isOpen: true, body: bodyOf(PROD) }]);
    const gone = await keep({ found: [PROD], ...prod }, { found: [], ...sandbox, bound: ['aws-sandbox'] });
    expect(gone.issues).toMatchObject([{ isOpen: false }]);
  });

  test('keeps what a run cannot tell: expire looks after what no grant explains, and nothing else', async () => {
    const expire = { parts: ['unexplained'] as const };
    const seen = await keep({ found: [ALTERED] }, { found: [UNKNOWN], ...expire });
    expect(seen.issues).toMatchObject([{ body: bodyOf(ALTERED, UNKNOWN) }]);
    const mended = await keep({ found: [ALTERED, UNKNOWN] }, { found: [], ...expire });
    expect(mended.issues).toMatchObject([{ isOpen: true, body: bodyOf(ALTERED) }]);
  });

  test('says what stays, and says it differently once it is mended', async () => {
    const withheld = drift({ kind: 'unexplained', grant: null, outcome: 'withheld', message: 'run with --confirm' });
    const fake = await keep({ found: [withheld] }, { found: [{ ...withheld, outcome: 'mended', message: null }] });
    expect(fake.writes).toHaveLength(2);
    expect(fake.issues).toMatchObject([{ isOpen: true, body: expect.stringContaining('removed by the run') }]);
  });
});
