import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EvidenceRecord } from '../../src/evidence/record.js';
import { APPROVED, exampleRecord, GIVEN, REMOVED, VERSION } from '../evidence/example-record.js';
import { EVIDENCE, layEvidence } from './lay-evidence.js';
import { type Ended, runLapse } from './run-lapse.js';
import { createRepository, POLICY, REQUEST, type TestRepository } from './test-repository.js';

const PATH = 'access/aws-sandbox/alice/billing.yaml';
const GRANT = 'aws-sandbox/alice/billing';

/** alice has it from 10:00 to 14:00 on the 2nd, and from 10:00 to 11:00 on the 20th. */
let repository: TestRepository;
let record: EvidenceRecord;
beforeAll(() => {
  repository = createRepository(POLICY);
  repository.commit('policy', '2026-11-01T08:00:00Z');
  repository.write({ [PATH]: REQUEST.replace('Find', '"=Find |').replace('twice', 'twice"') });
  const addedIn = repository.commit('alice asks', '2026-11-02T10:00:00Z');
  rmSync(join(repository.path, PATH));
  repository.commit('Revert alice', '2026-11-02T14:20:00Z');
  repository.write({ [PATH]: REQUEST });
  repository.commit('alice asks again\u202e', '2026-11-20T10:00:00Z');
  rmSync(join(repository.path, PATH));
  repository.commit('alice is \u202e done early', '2026-11-20T11:00:00Z');
  const run = { ...GIVEN.run, startedAt: '2026-11-02T10:01:00Z' };
  record = exampleRecord({
    grant: GRANT,
    addedIn,
    versions: [{ ...VERSION, commit: addedIn, committedAt: '2026-11-02T10:00:00Z' }],
    events: [
      { ...APPROVED, version: addedIn, run },
      { ...GIVEN, floor: '2026-11-02T14:00:00Z', readBackAt: '2026-11-02T10:01:05Z', run },
      { ...REMOVED, endedAt: '2026-11-02T14:00:00Z', readBackAt: '2026-11-02T14:07:00Z', run },
    ],
  });
});
afterAll(() => repository.remove());

function lapse(...args: readonly string[]): Promise<Ended> {
  return runLapse(['audit', ...args], repository.path);
}

describe('used wrongly', () => {
  test.each([
    [['--since', 'yesterday'], '--since "yesterday" is not a time'],
    [['--since', '2026-11-20', '--until', '2026-11-19'], '--until is not after --since'],
    [['--format', 'xml'], "'xml' is invalid"],
    [['--json', '--format', 'csv'], '--json and --format contradict each other'],
    [['--json', '--format', 'html'], '--json and --format contradict each other'],
    [['--at', 'noon'], '--at "noon" is not a time'],
    [['--at', '2026-11-20', '--since', '2026-11-19'], '--at and a period contradict each other'],
    [['--at', '2026-11-20', '--verify'], '--at and --verify contradict each other'],
    [['--online'], '--online and --github-key say how to verify: give --verify too'],
    [['--github-key', 'x'], '--online and --github-key say how to verify: give --verify too'],
    [['--at', '2026-10-31'], 'the history of access/ begins at 2026-11-01T08:00:00Z'],
    [['--at', '2098-01-01'], '2098-01-01T00:00:00Z has not come yet'],
    [['--evidence', 'elsewhere'], 'no commit is named "elsewhere"'],
    [['alice'], 'too many arguments'],
    [['--verify', '--online'], 'GITHUB_TOKEN is not set'],
  ])('%j', async (args, expected) => {
    const { code, stdout, stderr } = await lapse(...args);
    expect(stderr).toContain(expected);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

describe('a clone without the evidence', () => {
  test('is told how to fetch it, what is missing and what can be told all the same', async () => {
    const { code, stdout, stderr } = await lapse('--json');
    expect(stderr).toContain('`git fetch origin +refs/heads/lapse/evidence:refs/remotes/origin/lapse/evidence`');
    expect(stderr).toContain('Not who approved it, what was given and read back');
    expect(JSON.parse(stdout).map((row: { evidence: string }) => row.evidence)).toEqual(['absent', 'absent']);
    expect(code).toBe(0);
  });

  test('tells every incarnation all the same, with who asked, what, when and why', async () => {
    const rows = JSON.parse((await lapse('--json')).stdout);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      grant: GRANT,
      beneficiary: 'alice',
      role: 'billing-readonly',
      system: 'aws-sandbox',
      ticket: 'INC-1234',
      start: '2026-11-02T10:00:00Z',
      end: '2026-11-02T14:00:00Z',
      state: 'expired',
      mergedAt: '2026-11-02T10:00:00Z',
      author: 'alice',
      subject: 'alice asks',
      removedAt: '2026-11-02T14:20:00Z',
      approvals: [],
      givenAt: null,
      removal: null,
    });
    expect(rows[0].addedIn).toMatch(/^[0-9a-f]{40}$/);
    expect(rows[0].removedIn).toMatch(/^[0-9a-f]{40}$/);
    expect(rows[1]).toMatchObject({ state: 'removed', removedAt: '2026-11-20T11:00:00Z' });
  });

  test.each([
    ['after the first end', ['--since', '2026-11-02T14:00:00Z'], ['alice asks again\u202e']],
    ['up to the second start', ['--until', '2026-11-20T10:00:00Z'], ['alice asks']],
    ['a day has all of its hours', ['--since', '2026-11-20', '--until', '2026-11-20'], ['alice asks again\u202e']],
    ['after what was given back early', ['--since', '2026-11-20T11:00:00Z'], []],
    ['everything', [], ['alice asks', 'alice asks again\u202e']],
    ['of bob', ['--user', 'bob'], []],
    [
      'of @Alice',
      ['--user', '@Alice', '--system', 'aws-sandbox', '--role', 'billing-readonly', '--until', '2026-11-03'],
      ['alice asks'],
    ],
    ['of another role', ['--role', 'aws-sandbox/deploy'], []],
  ])('selects %s', async (_what, args, subjects) => {
    const { stdout } = await lapse('--format', 'json', ...args);
    expect(JSON.parse(stdout).map((row: { subject: string }) => row.subject)).toEqual(subjects);
  });
});

describe('a clone with the evidence', () => {
  beforeAll(() => layEvidence(repository, [record], { 'notes\u202e.txt': 'x' }));

  test('names what is no evidence, and goes on', async () => {
    const { code, stderr } = await lapse('--json');
    expect(stderr).toBe('lapse: lapse/evidence:notes\\u{202e}.txt is no evidence: Its path is none of a record.\n');
    expect(code).toBe(0);
  });

  test('tells who approved what, when it was given, and when it was gone', async () => {
    const [first, second] = JSON.parse((await lapse('--json')).stdout);
    expect(first).toMatchObject({
      evidence: 'recorded',
      approvals: [{ approvers: [{ login: 'bob', commit: 'c'.repeat(40) }] }],
      target: 'aws-iam:111122223333',
      givenAt: '2026-11-02T10:01:05Z',
      removal: { why: 'expired', goneAt: '2026-11-02T14:07:00Z', lagSeconds: 420 },
    });
    expect(second).toMatchObject({ evidence: 'none', approvals: [] });
  });

  test('a spreadsheet finds no formula in the CSV', async () => {
    const { stdout } = await lapse('--format', 'csv');
    const [head, first] = stdout.split('\n');
    expect(head).toMatch(/^grant,system,target,role,beneficiary,beneficiaryId,requester,reason,/);
    expect(stdout).toContain(',alice asks again\\u{202e},');
    expect(first).toContain(",'=Find | out why invoice 8841 was charged twice,INC-1234,");
  });

  test('a cell of the Markdown cannot end its column', async () => {
    const lines = (await lapse('--format', 'markdown')).stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(new Set(lines.map((line) => line.split('|').length)).size).toBe(1);
  });

  test('the table fits one line a row', async () => {
    const { stdout } = await lapse();
    expect(stdout.trimEnd().split('\n')).toHaveLength(3);
    expect(stdout).not.toContain('\u202e');
  });

  test('the page is one HTML document', async () => {
    const { code, stdout } = await lapse('--format', 'html');
    expect(stdout).toMatch(/^<!doctype html>/i);
    expect(stdout).toContain(GRANT);
    expect(code).toBe(0);
  });

  test.each([
    ['2026-11-02T12:00:00Z', [['active', 'in-force', ['bob']]]],
    ['2026-11-02T14:05:00Z', [['expired', 'left-behind', ['bob']]]],
    ['2026-11-02T14:07:00Z', []],
    ['2026-11-20T10:30:00Z', [['active', 'in-force', []]]],
    ['2026-11-20T11:00:00Z', []],
  ])('who had what at %s, and by whose approval', async (time, expected) => {
    const { code, stdout } = await lapse('--at', time, '--json');
    type Row = { state: string; standing: string; approvals: { approvers: { login: string }[] }[] };
    const told = JSON.parse(stdout).map(({ state, standing, approvals }: Row) => [
      state,
      standing,
      approvals.flatMap(({ approvers }) => approvers.map(({ login }) => login)),
    ]);
    expect(told).toEqual(expected);
    expect(code).toBe(0);
  });

  test('another place of the evidence can be named', async () => {
    const { stderr, stdout } = await lapse('--json', '--evidence', 'HEAD');
    expect(stderr).toContain('lapse/evidence:access/config.yaml is no evidence');
    expect(JSON.parse(stdout)[0]).toMatchObject({ evidence: 'none' });
    expect((await lapse('--json', '--evidence', `${EVIDENCE}`)).stdout).toBe((await lapse('--json')).stdout);
  });

  test('what does not add up is found, and ends with 1', async () => {
    const { code, stdout } = await lapse('--verify', '--json');
    const { rows, findings } = JSON.parse(stdout);
    expect(rows).toHaveLength(2);
    expect(findings.some(({ level }: { level: string }) => level === 'wrong')).toBe(true);
    expect(code).toBe(1);
    const csv = await lapse('--verify', '--format', 'csv');
    expect(csv.stdout.trimEnd().split('\n')).toHaveLength(3);
    expect(csv.stderr).toMatch(/\nverified: \d+ wrong, \d+ unproved\n$/);
    expect(csv.code).toBe(1);
  });

  test('keys that are none are told, and nothing is passed over', async () => {
    const { code, stdout, stderr } = await lapse('--verify', '--github-key', PATH);
    expect(stderr).toContain('cannot be read');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
