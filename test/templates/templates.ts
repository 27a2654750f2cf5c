import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScalarTag, defineSequenceTag, JSON_SCHEMA, load } from 'js-yaml';
import { isRecord } from '../../src/access/record.js';
import { listCodeBlocks, ROOT } from '../docs/markdown.js';

/** What the examples of docs/aws.md stand for. */
export const EXAMPLE = {
  partition: 'aws',
  account: '111122223333',
  people_path: '/people/',
  boundary_name: 'people-boundary',
};
export const PLAIN = 'repo:acme/access:environment:lapse';
export const NUMBERED = 'repo:acme@4711/access@424242:environment:lapse';

/** The three policies of an account. */
export interface AccountPolicies {
  readonly trust: PolicyText;
  readonly lapse: PolicyText;
  readonly boundary: PolicyText;
}

export interface PolicyText {
  readonly Version: string;
  readonly Statement: readonly unknown[];
}

/** One intrinsic function of CloudFormation, such as `!Sub`, as its long form has it: `{ "Fn::Sub": … }`. */
const INTRINSICS = ['Ref', 'Sub', 'GetAtt', 'If', 'Equals', 'Not', 'And', 'Or'];
const CLOUDFORMATION = JSON_SCHEMA.withTags(
  INTRINSICS.flatMap((name) => {
    const key = name === 'Ref' ? name : `Fn::${name}`;
    return [
      defineScalarTag(`!${name}`, { identify: () => false, resolve: (text: string) => ({ [key]: text }) }),
      defineSequenceTag<unknown[]>(`!${name}`, {
        identify: () => false,
        create: () => [],
        addItem: (list, item) => {
          list.push(item);
          return '';
        },
        finalize: (list) => ({ [key]: list }) as unknown as unknown[],
      }),
    ];
  }),
);

/** The policies of the CloudFormation template, with the given parameters in place of their defaults. */
export function policiesOfCloudFormation(given: Readonly<Record<string, string>>): AccountPolicies {
  const text = readFileSync(join(ROOT, 'templates/aws/cloudformation.yaml'), 'utf8');
  const template = load(text, { schema: CLOUDFORMATION });
  const defaults = Object.entries(recordAt(template, 'Parameters')).flatMap(([name, parameter]) => {
    const value = isRecord(parameter) ? parameter['Default'] : undefined;
    return typeof value === 'string' ? [[name, value]] : [];
  });
  const names = {
    ...Object.fromEntries(defaults),
    'AWS::Partition': EXAMPLE.partition,
    'AWS::AccountId': EXAMPLE.account,
    ...given,
  };
  const resolve = (value: unknown): unknown => evaluate(value, names, recordAt(template, 'Conditions'));
  const resources = recordAt(template, 'Resources');
  const role = recordAt(resources['LapseRole'], 'Properties');
  const [inline] = Array.isArray(role['Policies']) ? role['Policies'] : [];
  return {
    trust: toPolicy(resolve(role['AssumeRolePolicyDocument'])),
    lapse: toPolicy(resolve(recordAt(inline, 'PolicyDocument'))),
    boundary: toPolicy(resolve(recordAt(recordAt(resources['PeopleBoundary'], 'Properties'), 'PolicyDocument'))),
  };
}

/** The same of the Terraform module, whose policies are files. */
export function policiesOfTerraform(subject: string): AccountPolicies {
  const read = (name: string): PolicyText => {
    const text = readFileSync(join(ROOT, 'templates/aws/terraform/policies', name), 'utf8');
    const values: Readonly<Record<string, string>> = { ...EXAMPLE, subject };
    return toPolicy(JSON.parse(text.replace(/\$\{(\w+)\}/g, (all, key: string) => values[key] ?? all)));
  };
  return { trust: read('trust.json'), lapse: read('lapse.json'), boundary: read('people-boundary.json') };
}

/** The same of docs/aws.md: each policy is the one block of JSON that holds its mark. */
export function policiesOfDocs(): AccountPolicies {
  const path = 'docs/aws.md';
  const blocks = listCodeBlocks({ path, text: readFileSync(join(ROOT, path), 'utf8') });
  const read = (mark: string): PolicyText => {
    const found = blocks.filter(({ language, text }) => language === 'json' && text.includes(mark));
    if (found.length !== 1) throw new Error(`${path} has ${found.length} policies with ${mark}`);
    return toPolicy(JSON.parse(found[0]?.text ?? ''));
  };
  return { trust: read('"Federated"'), lapse: read('"Observe"'), boundary: read('"AllButIdentities"') };
}

/** What these templates use of https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html */
function evaluate(
  value: unknown,
  names: Readonly<Record<string, string>>,
  conditions: Readonly<Record<string, unknown>>,
): unknown {
  const recur = (one: unknown): unknown => evaluate(one, names, conditions);
  if (Array.isArray(value)) return value.map(recur);
  if (!isRecord(value)) return value;
  const [[key = '', content] = []] = Object.entries(value);
  const list: readonly unknown[] = Array.isArray(content) ? content : [];
  switch (key) {
    case 'Ref':
      return nameOf(String(content), names);
    case 'Fn::Sub':
      return String(content).replace(/\$\{([\w:]+)\}/g, (_all, name: string) => nameOf(name, names));
    case 'Fn::If':
      return recur(recur(conditions[String(list[0])]) === true ? list[1] : list[2]);
    case 'Fn::Equals':
      return recur(list[0]) === recur(list[1]);
    case 'Fn::Not':
      return recur(list[0]) !== true;
    default:
      return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, recur(member)]));
  }
}

function nameOf(name: string, names: Readonly<Record<string, string>>): string {
  const value = names[name];
  if (value === undefined) throw new Error(`the template names ${name}, which has no value`);
  return value;
}

function recordAt(value: unknown, key: string): Record<string, unknown> {
  const member = isRecord(value) ? value[key] : undefined;
  if (!isRecord(member)) throw new Error(`there is no ${key}`);
  return member;
}

function toPolicy(value: unknown): PolicyText {
  if (!isRecord(value) || typeof value['Version'] !== 'string' || !Array.isArray(value['Statement'])) {
    throw new Error('this is no policy');
  }
  return { Version: value['Version'], Statement: value['Statement'] };
}
