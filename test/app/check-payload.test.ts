import { describe, expect, test } from '@jest/globals';
import { findPayloadFault } from '../../src/app/check-payload.js';
import { HEAD, pullRequest, push } from './start-app.js';

const REPOSITORY = { name: 'access', default_branch: 'main', owner: { login: 'acme' } };
const WHOLE = { repository: REPOSITORY, installation: { id: 7 } };
const COMMENT = { id: 3, body: 'x', user: { login: 'alice', id: 101, type: 'User' } };
const ISSUE = { ...WHOLE, issue: { number: 12 }, comment: COMMENT };

function faultOf(event: string | undefined, payload: unknown): string | null {
  return findPayloadFault(event, JSON.stringify(payload));
}

describe('a body that is not of its event’s shape is refused, and the key is named', () => {
  test.each<[string, unknown, string]>([
    ['pull_request', { ...WHOLE, ...pullRequest('x'), action: { toString: 1 } }, 'action'],
    ['pull_request', { ...WHOLE, pull_request: null }, 'pull_request.number'],
    ['pull_request', { ...WHOLE, pull_request: { number: '12', head: { sha: HEAD } } }, 'pull_request.number'],
    ['pull_request', { ...WHOLE, pull_request: { number: 1.5, head: { sha: HEAD } } }, 'pull_request.number'],
    ['pull_request', { ...WHOLE, pull_request: { number: 2 ** 31, head: { sha: HEAD } } }, 'pull_request.number'],
    ['pull_request_review', { ...WHOLE, pull_request: { number: 12, head: null } }, 'pull_request.head.sha'],
    ['pull_request', { ...WHOLE, pull_request: { number: 12, head: { sha: 'main' } } }, 'pull_request.head.sha'],
    ['check_run', { ...WHOLE, check_run: [] }, 'check_run.head_sha'],
    ['check_suite', { ...WHOLE, check_suite: { head_sha: [HEAD] } }, 'check_suite.head_sha'],
    ['merge_group', { ...WHOLE, merge_group: { head_sha: HEAD } }, 'merge_group.head_ref'],
    ['issue_comment', { ...ISSUE, issue: {} }, 'issue.number'],
    ['issue_comment', { ...ISSUE, comment: { ...COMMENT, body: null } }, 'comment.body'],
    ['issue_comment', { ...ISSUE, comment: { ...COMMENT, user: 'alice' } }, 'comment.user'],
    ['issue_comment', { ...ISSUE, comment: { ...COMMENT, user: { login: 'alice' } } }, 'comment.user'],
    ['push', { ...WHOLE, ...push({ commits: 'all' }) }, 'commits'],
    ['push', { ...WHOLE, ...push({ commits: [null] }) }, 'commits'],
    ['push', { ...WHOLE, ...push({ commits: [{ added: [{}] }] }) }, 'commits'],
    ['push', { ...WHOLE, ...push({ ref: 1 }) }, 'ref'],
    ['push', { ...WHOLE, ...push(), repository: { ...REPOSITORY, default_branch: {} } }, 'repository.default_branch'],
    ['push', { ...WHOLE, ...push(), repository: { ...REPOSITORY, name: '..' } }, 'repository.name'],
    ['push', { ...WHOLE, ...push(), repository: { ...REPOSITORY, owner: { login: 'a/b' } } }, 'repository.owner.login'],
    ['push', { ...WHOLE, ...push(), repository: null }, 'repository.name'],
    ['push', { ...WHOLE, ...push(), installation: { id: -1 } }, 'installation.id'],
    ['push', { repository: REPOSITORY, ...push() }, 'installation.id'],
  ])('%s: %j', (event, payload, key) => {
    expect(faultOf(event, payload)).toBe(`no ${event} that has ${key}`);
  });

  test.each(['', 'x', 'null', '1', '[]', '{', '['.repeat(100_000)])('%j is no JSON object', (text) => {
    expect(findPayloadFault('push', text)).toBe('no JSON object');
  });

  const names = ['__proto__', 'constructor', 'toString', 'error', '*', 'pull_request.opened', 'push, push', ''];
  test.each([...names, 'x'.repeat(101)])('an event %s is none of GitHub’s', (event) => {
    expect(faultOf(event, { ...WHOLE, ...push() })).toBe('no event of GitHub’s');
  });

  test.each(['star', 'sub_issues', undefined])(
    'of the event %s, which nobody handles, only the installation counts',
    (event) => {
      expect(faultOf(event, {})).toBeNull();
      expect(faultOf(event, { installation: { id: '7' } })).toBe('no event that has installation');
      expect(faultOf(event, { action: ['x'] })).toBe('no event that has action');
    },
  );

  test('keys that JavaScript lends are none', () => {
    expect(findPayloadFault('check_run', '{"__proto__":{"check_run":{"head_sha":"x"}}}')).toMatch(/^no check_run/);
  });
});

test.each<[string, unknown]>([
  ['pull_request', { ...WHOLE, ...pullRequest('opened') }],
  ['pull_request_review', { ...WHOLE, ...pullRequest('submitted') }],
  ['check_run', { ...WHOLE, check_run: { head_sha: HEAD } }],
  ['check_suite', { ...WHOLE, check_suite: { head_sha: `${HEAD}${'b'.repeat(24)}` } }],
  ['merge_group', { ...WHOLE, merge_group: { head_ref: 'refs/heads/x', head_sha: HEAD } }],
  ['issue_comment', ISSUE],
  ['issue_comment', { ...ISSUE, comment: { ...COMMENT, user: null } }],
  ['issue_comment', { ...ISSUE, comment: { ...COMMENT, user: { login: 'lapse[bot]', id: 9, type: 'Bot' } } }],
  ['push', { ...WHOLE, ...push() }],
  ['push', { ...WHOLE, ...push({ commits: [] }) }],
])('%s as GitHub sends it is taken', (event, payload) => {
  expect(faultOf(event, payload)).toBeNull();
});
