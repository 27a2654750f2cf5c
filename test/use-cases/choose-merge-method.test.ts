import { describe, expect, test } from '@jest/globals';
import type { Policy, Role } from '../../src/access/policy.js';
import type { ChangedFile } from '../../src/approval/facts.js';
import { chooseMergeMethod } from '../../src/use-cases/choose-merge-method.js';
import { judgePullRequest } from '../../src/use-cases/judge-pull-request.js';
import { added, removed, requestText } from '../approval/facts-builder.js';
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
