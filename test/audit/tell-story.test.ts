import { describe, expect, test } from '@jest/globals';
import type { AuditPeriod } from '../../src/audit/select-rows.js';
import { tellStory } from '../../src/audit/tell-story.js';
import type { EvidenceEvent, Failed, Refused } from '../../src/evidence/record.js';
import { at, type Changes } from '../access/fixtures.js';
import { APPROVED, exampleRecord, GIVEN, REMOVED, RUN, TARGET } from '../evidence/example-record.js';
import { commitId, GRANT, PATH, REQUEST, sourcesOf } from './built-sources.js';

const MERGED = '2026-11-23T14:00:00Z';
const LATER = at('2026-11-24T12:00:00Z');
const ALL: AuditPeriod = { since: null, until: null };

function storyOf(
  events: readonly EvidenceEvent[],
  commits: readonly (readonly [string, Changes])[] = [],
  { period = ALL, now = LATER, request = REQUEST } = {},
) {
  const record = exampleRecord({ grant: GRANT, addedIn: commitId(1), events });
  const sources = sourcesOf([[MERGED, { [PATH]: request }], ...commits], [record]);
  return tellStory(sources, sources.lives, period, now);
}

const linesOf = (...args: Parameters<typeof storyOf>): string[] =>
  storyOf(...args).map(({ at: time, kind, text }) => `${new Date(time).toISOString().slice(11, 16)} ${kind}: ${text}`);

test('a whole life, from the approval to the absence that was read back', () => {
  expect(linesOf([APPROVED, GIVEN, REMOVED])).toEqual([
    '13:50 approved: bob approved cccccccccccc in #12, by .github/CODEOWNERS:2 (/access/ @bob) of 999999999999.',
    '14:00 asked: alice asked for billing-readonly from 2026-11-23T14:00:00Z to 2026-11-23T18:00:00Z: Look at invoice 8841 (INC-1)',
    '14:01 given: It was given and read back at aws-iam:111122223333, alice.smith/lapse-42-billing; the provider itself ends it at 2026-11-23T18:00:00Z.',
    '18:00 ended: Its window ended.',
    '18:07 gone: It was taken away and read back as gone at aws-iam:111122223333, alice.smith/lapse-42-billing, because its window had ended; it had ended at 2026-11-23T18:00:00Z.',
  ]);
});

test('each fact leads to its commit, its pull request and its run', () => {
  const removed = { ...REMOVED, why: 'revoked', removedIn: commitId(2), pullRequest: 13 } as const;
  const story = storyOf([APPROVED, GIVEN, removed], [['2026-11-23T15:00:00Z', { [PATH]: null }]]);
  expect(story.map(({ kind, commit, pullRequest, run }) => [kind, commit, pullRequest, run !== null])).toEqual([
    ['approved', 'c'.repeat(40), 12, true],
    ['asked', commitId(1), null, false],
    ['given', null, null, true],
    ['removed', commitId(2), null, false],
    ['gone', commitId(2), 13, true],
  ]);
  expect(new Set(story.map(({ grant, addedIn }) => `${grant}@${addedIn}`))).toEqual(
    new Set([`${GRANT}@${commitId(1)}`]),
  );
});

describe('what changes a life', () => {
  test.each<[string, Changes[string], RegExp]>([
    ['an extension', REQUEST.replace('4h', '6h'), /edited: alice extended it to 2026-11-23T20:00:00Z\.$/],
    ['an earlier end', REQUEST.replace('4h', '2h'), /edited: alice shortened it to 2026-11-23T16:00:00Z\.$/],
    [
      'other words',
      REQUEST.replace('8841', '8842'),
      /edited: alice changed its words: Look at invoice 8842 \(INC-1\)$/,
    ],
    ['rubbish', 'role: [\n', /edited: alice changed it so that it cannot be read\.$/],
  ])('%s', (_what, content, expected) => {
    expect(linesOf([], [['2026-11-23T15:00:00Z', { [PATH]: content ?? null }]])[1]).toMatch(expected);
  });

  test('an early removal ends it, and its window has no end of its own', () => {
    const story = linesOf([], [['2026-11-23T15:00:00Z', { [PATH]: null }]]);
    expect(story.at(-1)).toBe('15:00 removed: alice removed its file, which ended it early.');
    expect(story).toHaveLength(2);
  });

  test('a removal after the end ends nothing', () => {
    const story = linesOf([], [['2026-11-23T18:20:00Z', { [PATH]: null }]]);
    expect(story.slice(1)).toEqual(['18:00 ended: Its window ended.', '18:20 removed: alice removed its file.']);
  });

  test('after rubbish the last words that could be read are compared', () => {
    const commits = [
      ['2026-11-23T15:00:00Z', { [PATH]: 'role: [\n' }],
      ['2026-11-23T15:10:00Z', { [PATH]: REQUEST.replace('4h', '6h') }],
    ] as const;
    expect(linesOf([], commits)[2]).toContain('extended it to 2026-11-23T20:00:00Z');
  });

  test('a file that could never be read is told as one', () => {
    expect(linesOf([], [], { request: 'role: [\n' })).toEqual([
      '14:00 asked: alice brought a file that cannot be read.',
    ]);
  });
});

describe('what a run recorded', () => {
  const refused: Refused = {
    kind: 'refused',
    version: commitId(1),
    rule: 'not-approved',
    message: 'Nobody approved it.',
    pullRequest: 12,
    run: RUN,
  };
  const failed: Failed = {
    kind: 'failed',
    target: TARGET,
    entitlement: GIVEN.entitlement,
    action: 'put',
    rule: 'throttled',
    message: 'Slow down.',
    run: RUN,
  };
  test.each<[string, EvidenceEvent, RegExp]>([
    ['a refusal', refused, /^14:01 refused: It was not given \(not-approved\): Nobody approved it\.$/],
    [
      'a failed grant',
      failed,
      /^14:01 failed: It could not be given at aws-iam:111122223333 \(throttled\): Slow down\.$/,
    ],
    ['a failed removal', { ...failed, action: 'remove' }, /^14:01 failed: It could not be taken away/],
    ['what was taken by hand', { ...GIVEN, why: 'missing' }, /^14:01 drifted: Somebody had taken it away .* put back/],
    ['what was changed by hand', { ...GIVEN, why: 'altered' }, /^14:01 drifted: Somebody had changed it .* put back/],
    ['what gives other things now', { ...GIVEN, why: 'changed' }, /^14:01 changed: /],
    [
      'what an earlier run had put',
      { ...GIVEN, why: 'found', floor: null },
      /^14:01 given: It was found given .* does not end/,
    ],
    ['what was found gone', { ...REMOVED, by: 'found' }, /^18:07 gone: It was found gone/],
    [
      'what nobody had to approve',
      { ...APPROVED, approvers: [], because: 'She is on call.' },
      /^14:00 approved: Nobody had to approve it: She is on call\.$/,
    ],
  ])('%s', (_what, event, expected) => {
    expect(linesOf([event]).filter((line) => expected.test(line))).toHaveLength(1);
  });
});

describe('the time', () => {
  test('a period takes what happened in it, its end not included', () => {
    const kinds = (since: string | null, until: string | null): string[] => {
      const period = { since: since === null ? null : at(since), until: until === null ? null : at(until) };
      return storyOf([APPROVED, GIVEN, REMOVED], [], { period }).map(({ kind }) => kind);
    };
    expect(kinds(MERGED, '2026-11-23T18:00:00Z')).toEqual(['asked', 'given']);
    expect(kinds('2026-11-23T18:00:00Z', null)).toEqual(['ended', 'gone']);
  });

  test('what has not come yet is not told', () => {
    expect(storyOf([], [], { now: at('2026-11-23T17:59:59Z') }).map(({ kind }) => kind)).toEqual(['asked']);
  });

  test('several lives are told as one story', () => {
    const sources = sourcesOf([
      [MERGED, { [PATH]: REQUEST }],
      ['2026-11-23T14:30:00Z', { 'access/sandbox/bob/x.yaml': REQUEST }],
      ['2026-11-23T15:00:00Z', { [PATH]: null }],
    ]);
    const story = tellStory(sources, sources.lives, ALL, at('2026-11-23T16:00:00Z'));
    expect(story.map(({ grant, kind }) => `${grant} ${kind}`)).toEqual([
      `${GRANT} asked`,
      'sandbox/bob/x asked',
      `${GRANT} removed`,
    ]);
  });
});
