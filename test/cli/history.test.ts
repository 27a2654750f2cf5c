import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { APPROVED, exampleRecord, GIVEN } from '../evidence/example-record.js';
import { layEvidence } from './lay-evidence.js';
import { runLapse } from './run-lapse.js';
import { createRepository, POLICY, REQUEST, type TestRepository } from './test-repository.js';

const PATH = 'access/aws-sandbox/alice/billing.yaml';

let repository: TestRepository;
beforeAll(() => {
  repository = createRepository(POLICY);
  repository.commit('policy', '2026-11-01T08:00:00Z');
  repository.write({ [PATH]: REQUEST, 'access/aws-sandbox/bob/billing.yaml': REQUEST });
  const addedIn = repository.commit('alice asks', '2026-11-20T10:00:00Z');
  rmSync(join(repository.path, PATH));
  repository.commit('done', '2026-11-20T11:00:00Z');
  const run = { ...GIVEN.run, startedAt: '2026-11-20T10:01:00Z' };
  const review = {
    login: 'carol\u202e',
    id: 3,
    review: 1,
    commit: 'c'.repeat(40),
    submittedAt: '2026-11-20T09:50:00Z',
  };
  const events = [
    { ...APPROVED, version: addedIn, approvers: [review], run },
    { ...GIVEN, readBackAt: '2026-11-20T10:01:05Z', run },
  ];
  layEvidence(repository, [exampleRecord({ grant: 'aws-sandbox/alice/billing', addedIn, events })]);
});
afterAll(() => repository.remove());

describe('lapse history', () => {
  test.each([
    [[], 'nobody and nothing is named'],
    [['mallory'], 'nothing in the history of HEAD is called "mallory"'],
    [['billing-readonly', '--user', 'carol'], 'the history of HEAD has no such grant'],
    [['alice', 'bob'], 'too many arguments'],
    [['alice', '--until', 'soon'], '--until "soon" is not a time'],
  ])('%j is used wrongly', async (args, expected) => {
    const { code, stdout, stderr } = await runLapse(['history', ...args], repository.path);
    expect(stderr).toContain(expected);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test('one person’s story, oldest first, with nothing in it that a terminal obeys', async () => {
    const { code, stdout, stderr } = await runLapse(['history', '@Alice'], repository.path);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.slice(0, 30).trim())).toEqual([
      '2026-11-20T09:50:00Z  approved',
      '2026-11-20T10:00:00Z  asked',
      '2026-11-20T10:01:05Z  given',
      '2026-11-20T11:00:00Z  removed',
    ]);
    expect(lines[0]).toContain('carol\\u{202e} approved cccccccccccc in #12');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test.each([
    [['billing-readonly'], 6],
    [['aws-sandbox'], 6],
    [['aws-sandbox/billing-readonly', '--user', 'bob'], 2],
    [['--grant', 'aws-sandbox/bob/billing'], 2],
    [['aws-sandbox/alice/billing', '--since', '2026-11-20T11:00:00Z'], 1],
    [['alice', '--until', '2026-11-19'], 0],
  ])('%j tells %d facts', async (args, count) => {
    const { stdout } = await runLapse(['history', ...args, '--json'], repository.path);
    expect(JSON.parse(stdout)).toHaveLength(count);
  });

  test('JSON has the commit, the pull request and the run of each fact', async () => {
    const { stdout } = await runLapse(['history', 'alice', '--json'], repository.path);
    expect(JSON.parse(stdout)[0]).toEqual({
      at: '2026-11-20T09:50:00Z',
      kind: 'approved',
      grant: 'aws-sandbox/alice/billing',
      addedIn: expect.stringMatching(/^[0-9a-f]{40}$/),
      text: expect.stringContaining('carol\u202e approved'),
      commit: 'c'.repeat(40),
      pullRequest: 12,
      run: 'https://github.com/acme/access/actions/runs/7',
    });
  });

  test('without the evidence the story of git is told, and how to fetch the rest', async () => {
    const bare = createRepository();
    try {
      bare.git('pull', '--quiet', repository.path, 'main');
      const { code, stdout, stderr } = await runLapse(['history', 'alice'], bare.path);
      expect(stdout.trimEnd().split('\n')).toHaveLength(2);
      expect(stderr).toContain('git fetch origin +refs/heads/lapse/evidence');
      expect(code).toBe(0);
    } finally {
      bare.remove();
    }
  });
});
