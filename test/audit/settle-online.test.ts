import { expect, test } from '@jest/globals';
import type { Finding } from '../../src/audit/finding.js';
import { settleOnline } from '../../src/audit/settle-online.js';

function finding(rule: string, level: Finding['level'] = 'unproved'): Finding {
  return { level, rule, grant: null, addedIn: null, where: 'lapse/evidence', message: 'So it is.', cure: 'Look.' };
}

const OFFLINE = ['no-signatures', 'signatures-unchecked', 'reviews-from-github', 'team-membership'].map((rule) =>
  finding(rule),
);

function rulesOf(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ rule }) => rule);
}

test('a question that GitHub left open settles nothing', () => {
  const online = [finding('online-unavailable')];
  expect(settleOnline(OFFLINE, online, true)).toEqual([...OFFLINE, ...online]);
});

test('what is wrong comes first, wherever it was found, and stays', () => {
  const offline = [finding('evidence-missing', 'wrong'), ...OFFLINE];
  const found = settleOnline(offline, [finding('online-review', 'wrong'), finding('online-gone')], true);
  expect(rulesOf(found)).toEqual(['evidence-missing', 'online-review', 'team-membership', 'online-gone']);
});

test('asked about a part, GitHub settles the signatures, and of the reviews nothing', () => {
  expect(rulesOf(settleOnline(OFFLINE, [], false))).toEqual(['reviews-from-github', 'team-membership']);
  expect(rulesOf(settleOnline(OFFLINE, [], true))).toEqual(['team-membership']);
});
