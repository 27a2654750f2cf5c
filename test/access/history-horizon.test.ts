import { describe, expect, test } from '@jest/globals';
import { historyHorizon } from '../../src/access/history-horizon.js';
import { readPolicy } from '../../src/access/read-policy.js';
import { at, CONFIG, PEOPLE, POLICY_FILES, PROVIDERS, source } from './fixtures.js';

const POLICY = readPolicy(POLICY_FILES, PROVIDERS);

describe('historyHorizon', () => {
  const NOW = at('2026-11-23T12:00:00Z');

  test.each([
    [
      'a role cannot be read',
      readPolicy([...POLICY_FILES, source('access/sandbox/roles.yaml', 'roles: { bad: {} }\n')], PROVIDERS),
    ],
    ['a roles.yaml cannot be read', readPolicy([CONFIG, PEOPLE, source('access/sandbox/roles.yaml', '[')], PROVIDERS)],
    ['config.yaml is missing', readPolicy(POLICY_FILES.slice(1), PROVIDERS)],
    ['there are no roles', readPolicy([CONFIG, PEOPLE], PROVIDERS)],
  ])('is the beginning of time where %s', (_, policy) => {
    expect(historyHorizon(policy, NOW)).toBe(Number.NEGATIVE_INFINITY);
  });

  test('is the longest maximum, 30 days and half a day back', () => {
    expect(historyHorizon(POLICY, NOW)).toBe(at('2026-10-22T00:00:00Z'));
  });
});
