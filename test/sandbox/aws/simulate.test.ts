import {
  type ContextEntry,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  paginateSimulatePrincipalPolicy,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ACCOUNT, MINUTE, OTHER_ACCOUNT, policy, type RunningAws, runAws, TEN, within } from './running-aws.js';

let running: RunningAws;
beforeEach(async () => {
  running = await runAws();
});
afterEach(() => running.stop());

const ALICE_ARN = `arn:aws:iam::${ACCOUNT}:user/alice.smith`;
const WINDOW = within('2026-11-22T10:00:00Z', '2026-11-22T14:00:00Z');

async function put(name: string, document: string): Promise<void> {
  await running
    .iam()
    .send(new PutUserPolicyCommand({ UserName: 'alice.smith', PolicyName: name, PolicyDocument: document }));
}

async function simulate(actions: string[], resources?: string[], context?: ContextEntry[]) {
  const input = { PolicySourceArn: ALICE_ARN, ActionNames: actions, ResourceArns: resources, ContextEntries: context };
  const { EvaluationResults: results = [] } = await running.iam().send(new SimulatePrincipalPolicyCommand(input));
  return results;
}

async function decide(...parameters: Parameters<typeof simulate>): Promise<string | undefined> {
  return (await simulate(...parameters))[0]?.EvalDecision;
}

describe('what is refused', () => {
  test.each([
    ['a wildcard in an action', { ActionNames: ['ce:*'] }, 'InvalidInputException'],
    ['an action without a service', { ActionNames: ['GetCostAndUsage'] }, 'InvalidInputException'],
    ['no action', { ActionNames: [] }, 'ValidationError'],
    ['a resource that is no ARN', { ResourceArns: ['bucket'] }, 'InvalidInputException'],
    ['a source that is no user or role', { PolicySourceArn: `arn:aws:iam::${ACCOUNT}:group/team` }, 'ValidationError'],
    ['a user that is not there', { PolicySourceArn: `arn:aws:iam::${ACCOUNT}:user/bob` }, 'NoSuchEntityException'],
    ['a user of another account', { PolicySourceArn: `arn:aws:iam::${OTHER_ACCOUNT}:user/bob` }, 'AccessDenied'],
    [
      'a date that there is not',
      {
        ContextEntries: [
          { ContextKeyName: 'aws:CurrentTime', ContextKeyType: 'date' as const, ContextKeyValues: ['2026-02-31'] },
        ],
      },
      'InvalidInputException',
    ],
    [
      'a context key without a type',
      { ContextEntries: [{ ContextKeyName: 'aws:CurrentTime', ContextKeyValues: ['x'] }] },
      'ValidationError',
    ],
  ])('%s', async (_, change, name) => {
    const input = { PolicySourceArn: ALICE_ARN, ActionNames: ['ce:GetCostAndUsage'], ...change };
    await expect(running.iam().send(new SimulatePrincipalPolicyCommand(input))).rejects.toMatchObject({ name });
  });
});

describe('what is decided', () => {
  test('no policy is an implicit deny', async () => {
    expect(await decide(['ce:GetCostAndUsage'])).toBe('implicitDeny');
  });

  test("a window is allowed from its start up to, and without, its end, by the sandbox's clock", async () => {
    await put('window', policy(WINDOW));
    const decisions: (string | undefined)[] = [];
    for (const time of [TEN - 1, TEN, TEN + 240 * MINUTE - 1, TEN + 240 * MINUTE]) {
      running.clock.now = time;
      decisions.push(await decide(['ce:GetCostAndUsage']));
    }
    expect(decisions).toEqual(['implicitDeny', 'allowed', 'allowed', 'implicitDeny']);
  });

  test('a time in the context goes before the clock', async () => {
    await put('window', policy(WINDOW));
    const at = (time: string): ContextEntry[] => [
      { ContextKeyName: 'AWS:currenttime', ContextKeyType: 'date', ContextKeyValues: [time] },
    ];
    expect(await decide(['ce:GetCostAndUsage'], undefined, at('2026-11-22T14:00:00Z'))).toBe('implicitDeny');
    expect(await decide(['ce:GetCostAndUsage'], undefined, at('2026-11-22T15:59:59+02:00'))).toBe('allowed');
  });

  test('a deny wins, and is what matched', async () => {
    await put('allow', policy());
    await put('deny', policy({ Effect: 'Deny', Action: 'CE:GETCOST*' }));
    const [result] = await simulate(['ce:GetCostAndUsage']);
    expect(result).toMatchObject({
      EvalActionName: 'ce:GetCostAndUsage',
      EvalResourceName: '*',
      EvalDecision: 'explicitDeny',
      MatchedStatements: [{ SourcePolicyId: 'user_alice.smith_deny', SourcePolicyType: 'IAM Policy' }],
    });
    expect(result?.ResourceSpecificResults ?? []).toEqual([]);
  });

  test('several resources give one result an action, the most restrictive, with each resource beneath', async () => {
    await put('read', policy({ Action: 's3:Get*', Resource: 'arn:aws:s3:::invoices/*' }));
    const resources = ['arn:aws:s3:::invoices/1', 'arn:aws:s3:::salaries/1'];
    const [read, written] = await simulate(['s3:GetObject', 's3:PutObject'], resources);
    expect(read).toMatchObject({
      EvalDecision: 'implicitDeny',
      ResourceSpecificResults: [
        { EvalResourceName: resources[0], EvalResourceDecision: 'allowed' },
        { EvalResourceName: resources[1], EvalResourceDecision: 'implicitDeny' },
      ],
    });
    expect(written?.EvalDecision).toBe('implicitDeny');
    expect(await decide(['s3:GetObject'], resources.slice(0, 1))).toBe('allowed');
  });

  test('a key that is not given fails its condition and is named', async () => {
    await put(
      'named',
      policy({ Action: 'sts:AssumeRole', Condition: { StringEquals: { 'sts:RoleSessionName': 'alice' } } }),
    );
    const [without] = await simulate(['sts:AssumeRole']);
    expect(without).toMatchObject({ EvalDecision: 'implicitDeny', MissingContextValues: ['sts:RoleSessionName'] });
    const entry: ContextEntry = {
      ContextKeyName: 'sts:RoleSessionName',
      ContextKeyType: 'string',
      ContextKeyValues: ['alice'],
    };
    expect(await decide(['sts:AssumeRole'], undefined, [entry])).toBe('allowed');
  });

  test('pages go through every action in order', async () => {
    const actions = ['ce:GetA', 's3:GetB', 'ce:GetC', 's3:GetD', 'ce:GetE'];
    await put('p', policy());
    const seen: string[] = [];
    const input = { PolicySourceArn: ALICE_ARN, ActionNames: actions };
    for await (const page of paginateSimulatePrincipalPolicy({ client: running.iam(), pageSize: 2 }, input)) {
      for (const result of page.EvaluationResults ?? []) seen.push(`${result.EvalActionName} ${result.EvalDecision}`);
    }
    expect(seen).toEqual(actions.map((name) => `${name} ${name.startsWith('ce') ? 'allowed' : 'implicitDeny'}`));
  });
});

describe('the cut of a role', () => {
  const at = (time: string): ContextEntry => ({
    ContextKeyName: 'aws:TokenIssueTime',
    ContextKeyType: 'date',
    ContextKeyValues: [time],
  });
  const who = (name: string): ContextEntry => ({
    ContextKeyName: 'aws:userid',
    ContextKeyType: 'string',
    ContextKeyValues: [`AROAEXAMPLE:${name}`],
  });

  test.each<[string, string, ContextEntry[]]>([
    ['explicitDeny', 'an old session', [who('alice.smith'), at('2026-11-22T09:59:59Z')]],
    ['allowed', 'a new session', [who('alice.smith'), at('2026-11-22T10:00:00Z')]],
    ['allowed', 'another person', [who('not.alice.smith'), at('2026-11-22T09:00:00Z')]],
    ['allowed', 'who has no temporary credentials', [who('alice.smith')]],
  ])('is %s for %s', async (decision, _who, context) => {
    const { arn } = running.aws.addRole(ACCOUNT, 'Deploy');
    const Condition = {
      StringLike: { 'aws:userid': '*:alice.smith' },
      DateGreaterThanEquals: { 'aws:CurrentTime': '2026-11-22T10:00:00Z' },
      DateLessThan: { 'aws:TokenIssueTime': '2026-11-22T10:00:00Z' },
    };
    const policies = { cut: policy({ Effect: 'Deny', Action: '*', Condition }), own: policy() };
    for (const [PolicyName, PolicyDocument] of Object.entries(policies)) {
      await running.iam().send(new PutRolePolicyCommand({ RoleName: 'Deploy', PolicyName, PolicyDocument }));
    }
    const input = { PolicySourceArn: arn, ActionNames: ['ce:GetTags'], ContextEntries: context };
    const { EvaluationResults: [result] = [] } = await running.iam().send(new SimulatePrincipalPolicyCommand(input));
    expect(result?.EvalDecision).toBe(decision);
  });
});
