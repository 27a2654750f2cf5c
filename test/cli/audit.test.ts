import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runLapse } from './run-lapse.js';
import { createRepository, POLICY, REQUEST, type TestRepository } from './test-repository.js';

const PATH = 'access/aws-sandbox/alice/billing.yaml';

let repository: TestRepository;
beforeAll(() => {
  repository = createRepository(POLICY);
  repository.commit('policy', '2026-11-01T08:00:00Z');
  repository.write({ [PATH]: REQUEST.replace('Find', '"=Find |').replace('twice', 'twice"') });
  repository.commit('alice asks', '2026-11-02T10:00:00Z');
  rmSync(join(repository.path, PATH));
  repository.commit('Revert alice', '2026-11-02T14:20:00Z');
  repository.write({ [PATH]: REQUEST });
  repository.commit('alice asks again\u202e', '2026-11-20T10:00:00Z');
  rmSync(join(repository.path, PATH));
  repository.commit('alice is \u202e done early', '2026-11-20T11:00:00Z');
});
afterAll(() => repository.remove());

describe('lapse audit', () => {
  test.each([
    [['--since', 'yesterday'], '--since "yesterday" is not a time'],
    [['--format', 'xml'], "'xml' is invalid"],
    [['--json', '--format', 'csv'], '--json and --format contradict each other'],
  ])('%j is used wrongly', async (args, expected) => {
    const { code, stderr } = await runLapse(['audit', ...args], repository.path);
    expect(stderr).toContain(expected);
    expect(code).toBe(2);
  });

  test('every incarnation is a row of its own, with who, what, when and why', async () => {
    const { code, stdout } = await runLapse(['audit', '--json'], repository.path);
    const rows = JSON.parse(stdout);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      grant: 'aws-sandbox/alice/billing',
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
    });
    expect(rows[0].addedIn).toMatch(/^[0-9a-f]{40}$/);
    expect(rows[0].removedIn).toMatch(/^[0-9a-f]{40}$/);
    expect(rows[1]).toMatchObject({ state: 'removed', removedAt: '2026-11-20T11:00:00Z' });
    expect(code).toBe(0);
  });

  test.each([
    ['after the first end', ['--since', '2026-11-02T14:00:00Z'], ['alice asks again\u202e']],
    ['up to the second start', ['--until', '2026-11-20T10:00:00Z'], ['alice asks']],
    ['a day has all of its hours', ['--since', '2026-11-20', '--until', '2026-11-20'], ['alice asks again\u202e']],
    ['after what was given back early', ['--since', '2026-11-20T11:00:00Z'], []],
    ['everything', [], ['alice asks', 'alice asks again\u202e']],
  ])('a period selects what gave access in it: %s', async (_what, args, subjects) => {
    const { stdout } = await runLapse(['audit', '--format', 'json', ...args], repository.path);
    expect(JSON.parse(stdout).map((row: { subject: string }) => row.subject)).toEqual(subjects);
  });

  test('a spreadsheet finds no formula in the CSV', async () => {
    const { stdout } = await runLapse(['audit', '--format', 'csv'], repository.path);
    const [head, first] = stdout.split('\n');
    expect(head).toBe(
      'grant,beneficiary,role,system,reason,ticket,start,end,state,addedIn,mergedAt,author,subject,removedIn,removedAt',
    );
    expect(stdout).toContain(',alice asks again\\u{202e},');
    expect(first).toContain(",'=Find | out why invoice 8841 was charged twice,INC-1234,");
  });

  test('a cell of the Markdown cannot end its column', async () => {
    const { stdout } = await runLapse(['audit', '--format', 'markdown'], repository.path);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(line.split('|')).toHaveLength(17);
  });

  test('the table fits one line a row', async () => {
    const { stdout } = await runLapse(['audit'], repository.path);
    expect(stdout.trimEnd().split('\n')).toHaveLength(3);
    expect(stdout).not.toContain('\u202e');
  });
});
