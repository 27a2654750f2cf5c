import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findEscalations } from '../../../src/providers/aws-iam/find-escalations.js';
import { KNOWN_ESCALATIONS } from '../../../src/providers/aws-iam/known-escalations.js';

const target = { account: '111122223333', role: 'arn:aws:iam::111122223333:role/lapse' };
const ROLES = 'arn:aws:iam::111122223333:role';
const PASSED = { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } };

interface Statement {
  readonly action: string | readonly string[];
  readonly resource?: string | readonly string[];
  readonly condition?: object;
}

function find(...statements: readonly Statement[]) {
  return findEscalations({ statements: statements.map((one) => ({ resource: '*', ...one })) }, target);
}

const pointersOf = (...statements: readonly Statement[]) => find(...statements).map(({ pointer }) => pointer);

describe('every known way is found', () => {
  test.each(KNOWN_ESCALATIONS.map(({ needs }) => [needs.join(' with '), needs] as const))('%s', (_, needs) => {
    const [fault] = find({ action: [...needs].reverse() });
    expect(fault).toMatchObject({ rule: 'privilege-escalation', message: expect.stringContaining(needs[0]) });
    expect(fault?.cure).toMatch(/\.$/);
    // One of them missing, it is no such way; only the first of PassRole's is one by itself.
    for (const left of needs.slice(1)) {
      const others = needs.filter((action) => action !== left);
      const rest = find({ action: others, resource: `${ROLES}/app`, condition: PASSED });
      expect(rest.filter(({ message }) => message.includes(left))).toEqual([]);
    }
  });

  test('in one statement, or in several together', () => {
    const passing = { action: 'iam:PassRole', resource: `${ROLES}/app`, condition: PASSED };
    expect(pointersOf(passing)).toEqual([]);
    expect(pointersOf({ action: 'lambda:CreateFunction' }, passing)).toEqual(['/statements/1/action']);
  });

  test('all of those by which a window can be taken off are among them', () => {
    const source = readFileSync(new URL('../../../src/providers/aws-iam/entitlements.ts', import.meta.url), 'utf8');
    const list = /WINDOW_BREAKERS = \[([^\]]+)\]/.exec(source)?.[1] ?? '';
    const breakers = [...list.matchAll(/'([^']+)'/g)].map(([, action = '']) => action);
    expect(breakers.length).toBeGreaterThan(15);
    const known = KNOWN_ESCALATIONS.filter(({ needs }) => needs.length === 1).map(({ needs }) => needs[0]);
    expect(breakers.filter((action) => !known.includes(action))).toEqual([]);
  });

  test('each says where it was published', () => {
    for (const { source } of KNOWN_ESCALATIONS) expect(new URL(source).protocol).toBe('https:');
  });

  /**
   * PRIVILEGE_ESCALATION_METHODS of Cloudsplaining's constants.py, which holds parliament's, Rhino's first list and
   * pathfinding's (https://github.com/salesforce/cloudsplaining/blob/master/cloudsplaining/shared/constants.py), and what
   * PMapper's edges need (https://github.com/nccgroup/PMapper/tree/master/principalmapper/graphing).
   */
  test.each([
    'iam:CreateAccessKey',
    'iam:CreateLoginProfile',
    'iam:UpdateLoginProfile',
    'iam:AddUserToGroup',
    'iam:CreatePolicyVersion',
    'iam:SetDefaultPolicyVersion',
    'iam:AttachUserPolicy',
    'iam:AttachGroupPolicy',
    'iam:AttachRolePolicy',
    'iam:PutUserPolicy',
    'iam:PutGroupPolicy',
    'iam:PutRolePolicy',
    'iam:UpdateAssumeRolePolicy',
    'iam:PassRole ec2:RunInstances',
    'iam:PassRole lambda:CreateFunction lambda:InvokeFunction',
    'iam:PassRole lambda:CreateFunction lambda:CreateEventSourceMapping',
    'iam:PassRole lambda:CreateFunction lambda:AddPermission',
    'iam:PassRole glue:CreateDevEndpoint',
    'iam:PassRole cloudformation:CreateStack',
    'iam:PassRole datapipeline:CreatePipeline',
    'glue:UpdateDevEndpoint',
    'lambda:UpdateFunctionCode',
    'bedrock-agentcore:StartCodeInterpreterSession bedrock-agentcore:InvokeCodeInterpreter',
    'cloudformation:CreateChangeSet cloudformation:ExecuteChangeSet',
    'ec2:ModifyInstanceAttribute ec2:StopInstances ec2:StartInstances',
    'ec2:CreateLaunchTemplateVersion ec2:ModifyLaunchTemplate',
    'ec2-instance-connect:SendSSHPublicKey ec2:DescribeInstances',
    'ecs:ExecuteCommand ecs:DescribeTasks',
    'sagemaker:CreatePresignedNotebookInstanceUrl',
    'sagemaker:StopNotebookInstance sagemaker:UpdateNotebookInstance sagemaker:StartNotebookInstance',
    'iam:PassRole apprunner:CreateService',
    'iam:PassRole bedrock-agentcore:CreateCodeInterpreter',
    'iam:PassRole cloudformation:CreateStackSet cloudformation:CreateStackInstances',
    'iam:PassRole cloudformation:UpdateStackSet',
    'iam:PassRole codebuild:CreateProject codebuild:StartBuild',
    'iam:PassRole ec2:RequestSpotInstances',
    'iam:PassRole ecs:RegisterTaskDefinition ecs:CreateService',
    'iam:PassRole ecs:RegisterTaskDefinition ecs:StartTask',
    'iam:PassRole glue:CreateJob glue:StartJobRun',
    'iam:PassRole glue:UpdateJob glue:CreateTrigger',
    'iam:PassRole sagemaker:CreateNotebookInstance',
    'iam:PassRole sagemaker:CreateTrainingJob',
    'iam:PassRole sagemaker:CreateProcessingJob',
    'iam:PassRole autoscaling:CreateLaunchConfiguration autoscaling:CreateAutoScalingGroup',
    'iam:PassRole codebuild:UpdateProject codebuild:StartBuild',
    'ssm:SendCommand',
    'ssm:StartSession',
  ])('what others have on their lists: %s', (written) => {
    const passed = { resource: `${ROLES}/app`, condition: PASSED };
    const statements = written.split(' ').map((action) => ({ action, ...(action === 'iam:PassRole' ? passed : {}) }));
    expect(find(...statements)).not.toEqual([]);
    // A role that is passed to one service alone opens nothing by itself.
    if (statements.length > 1 && statements[0]?.action === 'iam:PassRole')
      expect(find({ action: 'iam:PassRole', ...passed })).toEqual([]);
  });

  test('no way stands there twice', () => {
    const all = KNOWN_ESCALATIONS.map(({ needs }) => needs.join());
    expect(all).toEqual([...new Set(all)]);
  });
});

describe('actions are matched as IAM matches them', () => {
  test.each([
    '*',
    'iam:*',
    'IAM:*',
    'iam:Put*',
    'iAm:pUtUsErPoLiCy',
    'iam:????ser*',
    'iam:*UserPolicy',
    'iam:*u*s*e*r*p*o*l*i*c*y*',
    'iam:PutUserPolic?',
  ])('%s', (action) => {
    expect(pointersOf({ action })).toEqual(['/statements/0/action']);
  });

  test.each([
    'iam:Get*',
    'iam:List*',
    'iam:GetUserPolicy',
    'iam:PutUserPolicy?',
    'iam:?PutUserPolicy',
    'iamx:*',
    's3:*',
    'ce:*',
  ])('%s opens nothing', (action) => {
    expect(pointersOf({ action })).toEqual([]);
  });

  test('whatever is written, every action of the list that it matches is warned of', () => {
    const actions = KNOWN_ESCALATIONS.filter(({ needs }) => needs.length === 1).map(({ needs }) => needs[0]);
    const widened = fc.constantFrom(...actions).chain((action) => {
      const colon = action.indexOf(':') + 1;
      const changes = fc.array(fc.tuple(fc.nat(action.length), fc.constantFrom('*', '?', 'case')), { maxLength: 6 });
      return changes.map((list) =>
        list.reduce((text, [place, change]) => {
          const at = colon + (place % (action.length - colon));
          if (change === 'case') return text.toUpperCase();
          if (change === '?' && text[at] === '*') return text;
          return text.slice(0, at) + change + text.slice(change === '*' ? at : at + 1);
        }, action),
      );
    });
    fc.assert(fc.property(widened, (action) => void expect(pointersOf({ action })).toHaveLength(1)));
  });
});

describe('resources and conditions', () => {
  test.each<[string, Statement, boolean]>([
    ['AssumeRole on everything', { action: 'sts:AssumeRole', resource: '*' }, true],
    ['AssumeRole on every role', { action: 'sts:AssumeRole', resource: `${ROLES}/*` }, true],
    ['AssumeRole on every role, written otherwise', { action: 'sts:AssumeRole', resource: `${ROLES}/?*` }, true],
    ['AssumeRole on next to every role', { action: 'sts:AssumeRole', resource: `${ROLES}/*a*` }, true],
    ['AssumeRole on whatever the account has', { action: 'sts:*', resource: 'arn:aws:iam::111122223333:r*' }, true],
    ['AssumeRole on every role among others', { action: 'sts:*', resource: [`${ROLES}/app`, `${ROLES}/*`] }, true],
    [
      'AssumeRole on every role under a condition',
      { action: 'sts:AssumeRole', condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } },
      true,
    ],
    ['AssumeRole of what Lapse works as', { action: 'sts:AssumeRole', resource: target.role }, true],
    ['AssumeRole of roles that Lapse’s is one of', { action: 'sts:AssumeRole', resource: `${ROLES}/lap*` }, true],
    ['AssumeRole of one role', { action: 'sts:AssumeRole', resource: `${ROLES}/app` }, false],
    ['AssumeRole of roles of one folder', { action: 'sts:AssumeRole', resource: `${ROLES}/team/*` }, false],
    [
      'PassRole of one role without a word about the service',
      { action: 'iam:PassRole', resource: `${ROLES}/app` },
      true,
    ],
    ['PassRole of every role to one service', { action: 'iam:PassRole', condition: PASSED }, true],
    [
      'PassRole to every service',
      {
        action: 'iam:PassRole',
        resource: `${ROLES}/app`,
        condition: { StringLike: { 'iam:PassedToService': ['ec2.amazonaws.com', '*'] } },
      },
      true,
    ],
    [
      'PassRole to all services but one',
      {
        action: 'iam:PassRole',
        resource: `${ROLES}/app`,
        condition: { StringNotEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
      },
      true,
    ],
    [
      'PassRole of one role to one service, the key in another case',
      {
        action: 'iam:PassRole',
        resource: `${ROLES}/app`,
        condition: { StringEquals: { 'IAM:passedtoservice': 'ec2.amazonaws.com' } },
      },
      false,
    ],
    ['reading one secret', { action: 'secretsmanager:GetSecretValue', resource: secret('shop-a1b2') }, false],
    ['reading secrets of one name', { action: 'secretsmanager:GetSecretValue', resource: secret('shop-*') }, false],
    ['reading every secret', { action: 'secretsmanager:GetSecretValue', resource: secret('*') }, true],
    ['all of Secrets Manager', { action: 'secretsmanager:*', resource: secret('shop-*') }, true],
    ['decrypting with every key', { action: 'kms:Decrypt' }, true],
    [
      'decrypting with every key, for one service',
      { action: 'kms:Decrypt', condition: { StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } } },
      false,
    ],
  ])('%s: %p', (_, statement, isFound) => {
    expect(pointersOf(statement)).toEqual(isFound ? ['/statements/0/action'] : []);
  });
});

function secret(name: string): string {
  return `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}`;
}

test('what is said names the place, the ways, and a cure of its own', () => {
  const [everything, one, together] = find(
    { action: ['ce:Get*', '*'] },
    { action: 'iam:CreateAccessKey' },
    { action: ['ec2:StopInstances', 'ec2:ModifyInstanceAttribute'] },
  );
  expect(everything).toEqual({
    rule: 'privilege-escalation',
    pointer: '/statements/0/action/1',
    message: `* lets somebody widen their own rights in ${KNOWN_ESCALATIONS.length} known ways: iam:CreatePolicyVersion, iam:SetDefaultPolicyVersion, iam:PutUserPolicy and others.`,
    cure: 'Name the actions that are needed, without a wildcard.',
  });
  expect(one?.message).toBe(
    'Whoever has iam:CreateAccessKey can make a key of somebody else, or one of their own that outlasts the grant, and so widen their own rights.',
  );
  expect(together?.message).toBe(
    'Whoever has ec2:ModifyInstanceAttribute together with ec2:StopInstances and ec2:StartInstances can run their own code on a machine with its role, and so widen their own rights.',
  );
});

test('a role to assume is not looked into', () => {
  expect(findEscalations({ assume_role: `${ROLES}/Admin` }, target)).toEqual([]);
});

test('a file full of stars takes no time', () => {
  const action = Array.from({ length: 100 }, () => `iam:${'*?'.repeat(98)}`);
  const begun = performance.now();
  find(...Array.from({ length: 3 }, () => ({ action })));
  expect(performance.now() - begun).toBeLessThan(2000);
});
