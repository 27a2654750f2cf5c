import { describe, expect, test } from '@jest/globals';
import type { Policy, Role } from '../../src/access/policy.js';
import type { ChangedFile, PullRequestFacts } from '../../src/approval/facts.js';
import { chooseMergeMethod } from '../../src/use-cases/choose-merge-method.js';
import { judgePullRequest } from '../../src/use-cases/judge-pull-request.js';
import { added, commit, LAPSE_BOT, modified, removed, requestText } from '../approval/facts-builder.js';
import { configWith, policyFiles } from './example-files.js';
import { fakeGitHub } from './fake-github.js';
import { approvedReading, portsOf } from './fake-reading.js';

const BILLING = added('access/aws-sandbox/alice/one.yaml', requestText('billing', 'duration: 4h'));
const DEPLOY = added('access/aws-sandbox/alice/two.yaml', requestText('deploy', 'duration: 1h'));
const PROD = added('access/aws-prod/alice/three.yaml', requestText('read', 'duration: 1h'));
const GONE = removed();

type Says = Readonly<Record<string, boolean>>;

/** The policy with what each role says, by name. */
function withRoles(policy: Policy, says: Says): Policy {
  const say = (role: Role): Role => ({ ...role, autoMerge: says[role.name] ?? null });
  const roles = [...policy.roles].map(
    ([system, ofSystem]) => [system, new Map([...ofSystem].map(([name, role]) => [name, say(role)]))] as const,
  );
  return { ...policy, roles: new Map(roles) };
}

async function choose(auto: boolean, says: Says, files: readonly ChangedFile[]) {
  const config = configWith(`merge: { auto: ${auto}, method: rebase }`);
  const reading = approvedReading({ files, policyFiles: policyFiles({ 'access/config.yaml': config }) });
  const { judgement, policy } = await judgePullRequest(reading, portsOf(fakeGitHub()));
  return chooseMergeMethod(judgement, withRoles(policy, says), false);
}

describe('a request merges by itself only if each of its roles says so, or the config where a role is silent', () => {
  test.each<[string, boolean, Says, ChangedFile[], 'rebase' | null]>([
    ['the role forbids what the config allows', true, { billing: false }, [BILLING], null],
    ['the role allows what the config forbids', false, { billing: true }, [BILLING], 'rebase'],
    ['the role is silent and the config forbids', false, {}, [BILLING], null],
    ['the role is silent and the config allows', true, {}, [BILLING], 'rebase'],
    ['one of two roles forbids', true, { billing: true, deploy: false }, [BILLING, DEPLOY], null],
    ['one of two roles is silent and the config forbids', false, { billing: true }, [BILLING, DEPLOY], null],
    ['one of two roles is silent and the config allows', true, { billing: true }, [BILLING, DEPLOY], 'rebase'],
    ['both allow', false, { billing: true, deploy: true }, [BILLING, DEPLOY], 'rebase'],
    ['a role of another system forbids', true, { billing: true, read: false }, [BILLING, PROD], null],
    ['a removed file beside follows the config: no', false, { billing: true }, [BILLING, GONE], null],
    ['a removed file beside follows the config: yes', true, { billing: true }, [BILLING, GONE], 'rebase'],
    ['a revocation asks no role: yes', true, { billing: false }, [GONE], 'rebase'],
    ['a revocation asks no role: no', false, { billing: true }, [GONE], null],
  ])('%s', async (_name, auto, says, files, method) => {
    expect(await choose(auto, says, files)).toBe(method);
  });

  test('a policy change is merged by people, whatever roles say', async () => {
    const roles = 'access/aws-sandbox/roles.yaml';
    expect(await choose(true, { billing: true }, [added(roles, 'roles: {}\n')])).toBeNull();
  });
});

describe('a revert of a batch merges by itself', () => {
  const ALSO = removed('access/aws-sandbox/alice/also.yaml');
  const OURS = commit(LAPSE_BOT, { committedByGitHub: true });

  async function chooseFor(facts: Partial<PullRequestFacts>, openedByUs = true, autoMerge = true) {
    const config = configWith('merge: { auto: false, method: rebase }').replace(
      /^revert:.*$/m,
      `revert: { auto_merge: ${autoMerge}, batch: true }`,
    );
    const reading = approvedReading({
      author: LAPSE_BOT,
      headBranch: 'lapse/revert-batch/aws-sandbox',
      files: [GONE, ALSO],
      commits: [OURS],
      policyFiles: policyFiles({ 'access/config.yaml': config }),
      ...facts,
    });
    const { judgement, policy } = await judgePullRequest(reading, portsOf(fakeGitHub()));
    return chooseMergeMethod(judgement, policy, openedByUs);
  }

  test('where it is ours and nothing but deletions in its system', async () => {
    expect(await chooseFor({})).toBe('rebase');
    expect(await chooseFor({ files: [GONE] })).toBe('rebase');
  });

  test.each<[string, Partial<PullRequestFacts>]>([
    ['takes a request of another system off', { files: [GONE, removed('access/aws-prod/alice/x.yaml')] }],
    [
      'shortens a request',
      {
        files: [
          GONE,
          modified(ALSO.path, requestText('billing', 'duration: 4h'), requestText('billing', 'duration: 1h')),
        ],
      },
    ],
    ['asks for access', { files: [GONE, BILLING] }],
    ['takes the roles off', { files: [GONE, removed('access/aws-sandbox/roles.yaml')] }],
    ['is from the branch of another system', { headBranch: 'lapse/revert-batch/aws-prod' }],
    ['is from a branch for one request', { headBranch: 'lapse/revert/aws-sandbox/alice/also' }],
    ['has a commit that somebody pushed on top', { commits: [OURS, commit(LAPSE_BOT)] }],
    ['is a commit that GitHub did not sign', { commits: [commit(LAPSE_BOT)] }],
    ['is a commit of somebody else', { commits: [commit(undefined, { committedByGitHub: true })] }],
  ])('but not where it %s', async (_name, facts) => {
    expect(await chooseFor(facts)).toBeNull();
  });

  test('but not where somebody else opened it, or reverts are left to people', async () => {
    expect(await chooseFor({}, false)).toBeNull();
    expect(await chooseFor({}, true, false)).toBeNull();
  });
});
