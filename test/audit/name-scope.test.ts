import { describe, expect, test } from '@jest/globals';
import { findNamed, livesIn, scopeOf } from '../../src/audit/name-scope.js';
import { EVERYTHING } from '../../src/audit/select-rows.js';
import { REQUEST, sourcesOf } from './built-sources.js';

const DEPLOY = REQUEST.replace('billing-readonly', 'deploy');
const { lives } = sourcesOf([
  [
    '2026-11-20T02:00:00Z',
    {
      'access/sandbox/alice/billing.yaml': REQUEST,
      'access/prod/bob/x.yaml': DEPLOY,
      'access/sandbox/bob/y.yaml': DEPLOY,
      'access/alice/carol/z.yaml': REQUEST.replace('billing-readonly', 'root'),
      'access/sandbox/carol/broken.yaml': 'role: [\n',
    },
  ],
]);

describe('what a name means', () => {
  test.each([
    ['nobody', []],
    ['', []],
    ['__proto__', []],
    ['bob', ['user bob']],
    ['@Bob', ['user bob']],
    ['sandbox', ['system sandbox']],
    ['alice', ['user alice', 'system alice']],
    ['root', ['role alice/root']],
    ['deploy', ['role prod/deploy', 'role sandbox/deploy']],
    ['sandbox/deploy', ['role sandbox/deploy']],
    ['prod/root', []],
    ['sandbox/alice/billing', ['grant sandbox/alice/billing']],
  ])('%j: %j', (typed, expected) => {
    expect(findNamed(lives, typed).map(({ kind, name }) => `${kind} ${name}`)).toEqual(expected);
  });

  test('each leads to its lives', () => {
    const namesOf = (typed: string): string[] =>
      findNamed(lives, typed).flatMap((named) => livesIn(lives, scopeOf(named)).map(({ grant }) => grant));
    expect(namesOf('bob')).toEqual(['prod/bob/x', 'sandbox/bob/y']);
    expect(namesOf('sandbox')).toEqual(['sandbox/alice/billing', 'sandbox/bob/y', 'sandbox/carol/broken']);
    expect(namesOf('sandbox/deploy')).toEqual(['sandbox/bob/y']);
    expect(namesOf('prod/bob/x')).toEqual(['prod/bob/x']);
  });
});

test('a role in every system is named without one, and scopes are taken together', () => {
  const grants = (scope: Partial<typeof EVERYTHING>): string[] =>
    livesIn(lives, { ...EVERYTHING, ...scope }).map(({ grant }) => grant);
  expect(grants({ role: 'deploy' })).toEqual(['prod/bob/x', 'sandbox/bob/y']);
  expect(grants({ role: 'deploy', system: 'prod' })).toEqual(['prod/bob/x']);
  expect(grants({ role: 'deploy', user: 'carol' })).toEqual([]);
  expect(grants({})).toHaveLength(5);
});
