import { authorize } from '../authorize.js';
import { accessDenied, constraintViolation, invalidInput, noSuchEntity, validationError } from '../errors.js';
import { accountOf } from '../find-entity.js';
import { paginate, readPage } from '../paginate.js';
import { parseConditionTime } from '../policy/condition-time.js';
import { type Context, makeContext } from '../policy/conditions.js';
import { type Decision, evaluatePolicies } from '../policy/evaluate-policy.js';
import { contextKeysOf } from '../policy/policy-document.js';
import { principalArn } from '../principal.js';
import type { ParameterReader } from '../query-protocol.js';
import { type Role, type User, visiblePolicies } from '../state.js';
import type { Xml } from '../xml.js';
import type { Action, Call } from './action.js';

const CONTEXT_TYPES = /^(string|numeric|boolean|ip|binary|date)(List)?$/;

/**
 * What the inline policies of a user or a role allow, each action on each resource
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html). `aws:CurrentTime` is the
 * sandbox's clock unless a context entry sets it. Line and column of the matched statements are not given.
 */
const simulatePrincipalPolicy: Action = {
  prepare(parameters) {
    const source = parameters.text('PolicySourceArn', { min: 20, max: 2048 });
    const actions = parameters.list('ActionNames', (member) => readActionName(parameters, member));
    if (actions.length === 0) throw constraintViolation(undefined, 'ActionNames', 'Member must not be null');
    const resources = parameters.list('ResourceArns', (member) => readResource(parameters, member));
    const entries = parameters.list('ContextEntries', (member) => readContextEntry(parameters, member));
    const page = readPage(parameters);
    return (call) => {
      const entity = findSource(call, source);
      const given = makeContext([...entityContext(call, entity), ...entries]);
      const results = actions.map((action) => simulate(call, entity, action, resources, given));
      const numbered = [...results.entries()];
      const { items, end } = paginate(numbered, ([number]) => String(number).padStart(6, '0'), page);
      return { EvaluationResults: items.map(([, result]) => result), ...end };
    };
  },
};

// "This operation does not support using wildcards (*) in an action name" (the page above).
function readActionName(parameters: ParameterReader, member: string): string {
  const action = parameters.text(member, { min: 3, max: 128 });
  if (!/^[A-Za-z0-9-]+:[A-Za-z0-9-]+$/.test(action)) throw invalidInput(`Invalid Action Name : ${action}`);
  return action;
}

function readResource(parameters: ParameterReader, member: string): string {
  const resource = parameters.text(member, { max: 2048 });
  if (resource !== '*' && !resource.startsWith('arn:')) throw invalidInput(`Invalid Resource ARN : ${resource}`);
  return resource;
}

function readContextEntry(parameters: ParameterReader, member: string): [string, string[]] {
  const key = parameters.text(`${member}.ContextKeyName`, { min: 5, max: 256 });
  const type = parameters.text(`${member}.ContextKeyType`);
  if (!CONTEXT_TYPES.test(type)) {
    throw constraintViolation(type, 'ContextKeyType', 'Member must satisfy enum value set');
  }
  const values = parameters.list(`${member}.ContextKeyValues`, (value) => parameters.text(value, { min: 0 }));
  if (type.startsWith('date') && values.some((value) => parseConditionTime(value) === undefined)) {
    throw invalidInput(`Invalid value for context key ${key} of type ${type}`);
  }
  return [key, values];
}

function findSource(call: Call, source: string): User | Role {
  const [, account, kind, name] = /^arn:aws:iam::(\d{12}):(user|role)\/(?:[!-~]+\/)?([\w+=,.@-]+)$/.exec(source) ?? [];
  if (account === undefined || name === undefined) throw validationError(`Invalid Entity Arn: ${source}`);
  const action = 'iam:SimulatePrincipalPolicy';
  if (account !== call.caller.account) {
    throw accessDenied(
      `User: ${principalArn(call.caller)} is not authorized to perform: ${action} on resource: ${source}`,
    );
  }
  authorize(call, action, source, source);
  const { users, roles } = accountOf(call);
  const entity = kind === 'user' ? users.get(name) : roles.get(name);
  if (entity?.arn !== source) throw noSuchEntity(kind ?? 'user', name);
  return entity;
}

function entityContext(call: Call, entity: User | Role): [string, string[]][] {
  const context: [string, string[]][] = [
    ['aws:CurrentTime', [new Date(call.now).toISOString()]],
    ['aws:PrincipalArn', [entity.arn]],
    ['aws:PrincipalAccount', [entity.account]],
  ];
  if (entity.kind === 'user') context.push(['aws:username', [entity.name]], ['aws:userid', [entity.id]]);
  return context;
}

/**
 * One result an action, however many resources: its decision is the most restrictive of them, and
 * `ResourceSpecificResults` has each (https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html).
 */
function simulate(
  call: Call,
  entity: User | Role,
  action: string,
  resources: readonly string[],
  context: Context,
): Xml {
  const policies = visiblePolicies(entity.policies, call.now);
  const asked = resources.length === 0 ? ['*'] : resources;
  const decisions = asked.map((resource) => evaluatePolicies(policies, { action, resource, context }));
  const decision = mostRestrictive(decisions);
  const leading = decisions.filter((one) => one.decision === decision);
  const missing = contextKeysOf(policies.values()).filter((key) => !context.has(key.toLowerCase()));
  const specific = asked.map((resource, index) => showResource(resource, decisions[index], entity, missing));
  return {
    EvalActionName: action,
    EvalResourceName: RESOURCE_TEMPLATES.get(action.toLowerCase()) ?? '*',
    EvalDecision: decision,
    MatchedStatements: showMatched(entity, [...new Set(leading.flatMap((one) => one.matched))]),
    MissingContextValues: missing,
    ResourceSpecificResults: resources.some((resource) => resource !== '*') ? specific : undefined,
  };
}

// "The ARN template for the simulated resource type" (the page above), and `*` for the actions that nobody has listed here.
const RESOURCE_TEMPLATES = new Map([
  ['sts:assumerole', `arn:\${Partition}:iam::\${Account}:role/\${RoleNameWithPath}`],
]);

function mostRestrictive(decisions: readonly Decision[]): Decision['decision'] {
  for (const decision of ['explicitDeny', 'implicitDeny'] as const) {
    if (decisions.some((one) => one.decision === decision)) return decision;
  }
  return 'allowed';
}

function showResource(
  resource: string,
  decided: Decision | undefined,
  entity: User | Role,
  missing: readonly string[],
): Xml {
  return {
    EvalResourceName: resource,
    EvalResourceDecision: decided?.decision ?? 'implicitDeny',
    MatchedStatements: showMatched(entity, [...new Set(decided?.matched)]),
    MissingContextValues: missing,
  };
}

function showMatched(entity: User | Role, policies: readonly string[]): Xml[] {
  return policies.map((policy) => ({
    SourcePolicyId: `${entity.kind}_${entity.name}_${policy}`,
    SourcePolicyType: 'IAM Policy',
  }));
}

export const simulateActions = { SimulatePrincipalPolicy: simulatePrincipalPolicy };
