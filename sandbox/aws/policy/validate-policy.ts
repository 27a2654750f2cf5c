import { malformedPolicy } from '../errors.js';
import { parseConditionTime } from './condition-time.js';
import { parseOperator } from './conditions.js';

type Json = Readonly<Record<string, unknown>>;

const SYNTAX = 'Syntax errors in policy.';
const ELEMENTS = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'Condition'];
// Operators of IAM that nothing here grants by; refused rather than evaluated wrongly.
const UNSUPPORTED = /^(?:For\w+:)?(?:IpAddress|NotIpAddress|BinaryEquals)(?:IfExists)?$/;

/**
 * Checks a policy text by the grammar of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html:
 * `identity` for an inline policy, `trust` for who may assume a role. Throws 400 MalformedPolicyDocument in IAM's words.
 */
export function validatePolicy(text: string, kind: 'identity' | 'trust'): void {
  const document = parseObject(text, kind);
  if (!onlyHas(document, ['Version', 'Id', 'Statement'])) throw malformedPolicy(SYNTAX);
  const { Version: version, Statement: statement } = document;
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') throw malformedPolicy(SYNTAX);
  // The sandbox does not model the older version's lack of policy variables.
  if (version !== '2012-10-17') throw malformedPolicy('Policy document must be version 2012-10-17 or greater.');
  const statements: unknown[] = Array.isArray(statement) ? statement : [statement];
  if (statements.length === 0) throw malformedPolicy(SYNTAX);
  const ids = new Set<string>();
  for (const one of statements) {
    if (!isObject(one)) throw malformedPolicy(SYNTAX);
    checkStatement(one, kind);
    checkSid(one['Sid'], ids);
  }
}

function parseObject(text: string, kind: 'identity' | 'trust'): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformedPolicy(kind === 'trust' ? 'This policy contains invalid Json' : SYNTAX);
  }
  if (!isObject(value)) throw malformedPolicy(SYNTAX);
  return value;
}

function checkStatement(statement: Json, kind: 'identity' | 'trust'): void {
  if (!onlyHas(statement, ELEMENTS)) throw malformedPolicy(SYNTAX);
  if (statement['Effect'] !== 'Allow' && statement['Effect'] !== 'Deny') throw malformedPolicy(SYNTAX);
  const actions = oneOf(statement, 'Action', 'NotAction', 'Policy statement must contain actions.');
  checkActions(actions);
  if (kind === 'identity') {
    if (statement['Principal'] !== undefined) throw malformedPolicy('Policy document should not specify a principal.');
    checkResources(oneOf(statement, 'Resource', 'NotResource', 'Policy statement must contain resources.'));
  } else {
    if ('Resource' in statement || 'NotResource' in statement) throw malformedPolicy('Has prohibited field Resource');
    checkPrincipal(statement['Principal']);
    checkTrustActions(actions);
  }
  if (statement['Condition'] !== undefined) checkCondition(statement['Condition']);
}

function oneOf(statement: Json, name: string, opposite: string, missing: string): string[] {
  if (name in statement && opposite in statement) throw malformedPolicy(SYNTAX);
  const value = statement[name] ?? statement[opposite];
  if (value === undefined) throw malformedPolicy(missing);
  const list = strings(value);
  if (list === undefined) throw malformedPolicy(SYNTAX);
  if (list.length === 0) throw malformedPolicy(missing);
  return list;
}

function checkActions(actions: readonly string[]): void {
  for (const action of actions) {
    if (action === '*') continue;
    if (!action.includes(':')) {
      throw malformedPolicy('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
    }
    if (!/^[A-Za-z0-9-]+:[A-Za-z0-9*?-]+$/.test(action)) throw malformedPolicy(SYNTAX);
  }
}

// What a trust policy can allow: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
function checkTrustActions(actions: readonly string[]): void {
  if (actions.every((action) => action.toLowerCase().startsWith('sts:'))) return;
  throw malformedPolicy('AssumeRole policy may only specify STS AssumeRole actions.');
}

function checkResources(resources: readonly string[]): void {
  for (const resource of resources) {
    if (resource !== '*' && !/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/s.test(resource)) {
      throw malformedPolicy(`Resource ${resource} must be in ARN format or "*".`);
    }
  }
}

function checkPrincipal(principal: unknown): void {
  if (principal === '*') return;
  if (!isObject(principal) || Object.keys(principal).length === 0) throw malformedPolicy(SYNTAX);
  for (const [kind, value] of Object.entries(principal)) {
    if (!['AWS', 'Federated', 'Service'].includes(kind) || strings(value) === undefined) {
      throw malformedPolicy(`Invalid principal in policy: "${kind}"`);
    }
  }
}

function checkCondition(condition: unknown): void {
  if (!isObject(condition)) throw malformedPolicy(SYNTAX);
  for (const [text, keys] of Object.entries(condition)) {
    const operator = parseOperator(text);
    if (UNSUPPORTED.test(text)) throw malformedPolicy(`The sandbox does not evaluate the condition operator ${text}`);
    if (operator === undefined && text !== 'Null') throw malformedPolicy(SYNTAX);
    if (!isObject(keys)) throw malformedPolicy(SYNTAX);
    for (const value of Object.values(keys)) {
      const values: unknown[] = Array.isArray(value) ? value : [value];
      const isDate = operator?.name.startsWith('Date') === true;
      for (const one of values) {
        if (!['string', 'number', 'boolean'].includes(typeof one)) throw malformedPolicy(SYNTAX);
        if (isDate && parseConditionTime(String(one)) === undefined) {
          throw malformedPolicy('The policy failed legacy parsing');
        }
      }
    }
  }
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
function checkSid(sid: unknown, seen: Set<string>): void {
  if (sid === undefined) return;
  if (typeof sid !== 'string') throw malformedPolicy(SYNTAX);
  if (!/^[0-9A-Za-z]*$/.test(sid)) {
    throw malformedPolicy(
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    );
  }
  if (seen.has(sid)) throw malformedPolicy('Statement IDs (SID) in a single policy must be unique.');
  seen.add(sid);
}

function strings(value: unknown): string[] | undefined {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  const texts = list.filter((one) => typeof one === 'string');
  return texts.length === list.length ? texts : undefined;
}

function onlyHas(object: Json, names: readonly string[]): boolean {
  return Object.keys(object).every((name) => names.includes(name));
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
