import { describe, expect, test } from '@jest/globals';
import { classifyPullRequest } from '../../src/approval/classify-pull-request.js';
import type { PullRequestKind } from '../../src/approval/decision.js';
import type { ChangedFile } from '../../src/approval/facts.js';
import { ALICE_PATH, added, factsOf, modified, removed, renamed, requestText } from './facts-builder.js';

const OTHER = 'access/aws-sandbox/alice/other.yaml';
const longer = requestText('billing', 'duration: 8h');
const text = requestText();
const shorter = requestText('billing', 'duration: 1h');

describe('what a pull request is', () => {
  test.each<[string, readonly ChangedFile[], PullRequestKind]>([
    ['a request beside code', [added(), added('src/index.ts', '')], 'mixed'],
    ['a request beside a README below access', [added(), added('access/README.md', '')], 'mixed'],
    ['a request beside a workflow', [added(), added('.github/workflows/ci.yml', '')], 'mixed'],
    ['a request beside its role', [added(), modified('access/aws-sandbox/roles.yaml', '', 'x')], 'mixed'],
    ['a removed request beside CODEOWNERS', [removed(), modified('.github/CODEOWNERS', '', 'x')], 'mixed'],
    ['a request that moves out of access', [renamed(ALICE_PATH, 'old/billing.yaml')], 'mixed'],
    ['a file that becomes a request', [renamed('old/billing.yaml', ALICE_PATH)], 'mixed'],
    [
      'an unknown file below access beside a role',
      [added('access/notes.txt', ''), added('access/people.yaml', '')],
      'mixed',
    ],
    ['an unknown file below access', [added('access/notes.txt', '')], 'request'],
    ['a request in the wrong case', [added('Access/aws-sandbox/alice/billing.yaml')], 'request'],
    ['a renamed request', [renamed(ALICE_PATH, OTHER)], 'request'],
    ['a request with a later end', [modified(ALICE_PATH, text, longer)], 'request'],
    [
      'an earlier end beside another reason',
      [modified(ALICE_PATH, text, requestText('billing', 'duration: 1h', 'Another reason for it'))],
      'request',
    ],
    [
      'an earlier end beside another role',
      [modified(ALICE_PATH, text, requestText('deploy', 'duration: 1h'))],
      'request',
    ],
    ['a comment in a request', [modified(ALICE_PATH, text, `${text}# later\n`)], 'request'],
    [
      'an end that cannot be compared',
      [modified(ALICE_PATH, text, requestText('billing', 'expires: 2020-01-01T00:00:00Z'))],
      'request',
    ],
    ['an edit of what could not be read', [modified(ALICE_PATH, 'role: [', shorter)], 'request'],
    ['an edit into what cannot be read', [modified(ALICE_PATH, text, 'role: [')], 'request'],
    ['a removal beside an addition', [removed(), added(OTHER)], 'request'],
    ['an earlier end', [modified(ALICE_PATH, text, shorter)], 'revocation'],
    ['removals only', [removed(), removed(OTHER)], 'revocation'],
    ['the removal of what could not be read', [removed(ALICE_PATH, 'role: [')], 'revocation'],
    ['the removal of an unknown file below access', [removed('access/notes.txt', '')], 'revocation'],
    ['a policy file', [modified('access/aws-sandbox/roles.yaml', '', 'x')], 'policy'],
    ['the removal of a policy file', [removed('access/config.yaml')], 'policy'],
    ['a policy file beside code', [added('.github/workflows/ci.yml', ''), added('src/index.ts', '')], 'policy'],
    ['a policy file that moves away', [renamed('action/main.ts', 'old/main.ts')], 'policy'],
    ['a copy of a policy file', [{ ...renamed('.github/workflows/ci.yml', 'ci.yml'), status: 'copied' }], 'policy'],
    ['code', [added('src/index.ts', ''), renamed('a.ts', 'b.ts')], 'nothing-of-ours'],
    ['a README below access', [added('access/README.md', '')], 'nothing-of-ours'],
  ])('%s', (_what, files, kind) => {
    expect(classifyPullRequest(factsOf({ files }))).toBe(kind);
  });
});
