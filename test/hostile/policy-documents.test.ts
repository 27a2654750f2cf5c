import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readPolicy } from '../../src/access/read-policy.js';
import { readStandingRequest } from '../../src/access/read-standing-request.js';
import type { SourceFile } from '../../src/access/source-file.js';
import { validateTree } from '../../src/access/validate-tree.js';
import { resolveRequest } from '../../src/plan/resolve-grant.js';
import { providers } from '../../src/providers/providers.js';
import { at, short, source } from '../access/fixtures.js';

const NOW = at('2026-11-22T12:00:00Z');
const PATH = 'access/aws-sandbox/alice/x.yaml';

function policyFiles(settings: string, roles: string): SourceFile[] {
  const target = '{ account: "111122223333", role: "arn:aws:iam::111122223333:role/lapse" }';
  return [
    source('access/config.yaml', `systems:\n  aws-sandbox: { provider: aws-iam, target: ${target} }\n${settings}`),
    source('access/people.yaml', 'people:\n  alice: { id: 583231, aws-iam: alice.smith }\n'),
    source('access/aws-sandbox/roles.yaml', `roles:\n${roles}`),
  ];
}

/** One line for each role, from line 2 on. */
function roleOf(name: string, allow: string): string {
  return `  ${name}: { description: x, max_duration: 4h, allow: ${allow} }\n`;
}

/** What the file would put at AWS, were it merged now; null: nothing. */
function entitlementsOf(files: readonly SourceFile[], request: SourceFile) {
  const policy = readPolicy(files, providers);
  const standing = readStandingRequest(request);
  if (standing === null) throw new Error('no request');
  const resolved = resolveRequest(standing, NOW, policy, providers);
  return 'grant' in resolved ? resolved.rules.entitlements(resolved.grant, 4711) : null;
}

const ADMIN = '{ statements: [{ action: ["ce:Get*", "iam:*"], resource: "*" }] }';
const READ = '{ statements: [{ action: "ce:Get*", resource: "*" }] }';
const DEPLOY = '{ assume_role: "arn:aws:iam::111122223333:role/Deploy" }';

describe('a role by which somebody can widen their own rights', () => {
  const ROLES = roleOf('read', READ) + roleOf('admin', ADMIN) + roleOf('deploy', DEPLOY);
  const asks = (role: string) => source(PATH, `role: ${role}\nduration: 4h\nreason: x\n`);

  test.each([
    ['', 'warning'],
    ['privilege_escalation: warn\n', 'warning'],
    ['privilege_escalation: refuse\n', 'error'],
  ])('with %j in config.yaml is a %s on its line', (settings, severity) => {
    const { problems } = readPolicy(policyFiles(settings, ROLES), providers);
    expect(problems.map((problem) => `${problem.severity} ${short(problem)}`)).toEqual([
      `${severity} privilege-escalation 3:90`,
    ]);
    expect(problems[0]).toMatchObject({ path: 'access/aws-sandbox/roles.yaml', cure: expect.stringMatching(/\.$/) });
  });

  test('gives what it says where it is warned of', () => {
    expect(entitlementsOf(policyFiles('', ROLES), asks('admin'))).toHaveLength(1);
  });

  test('law 7: gives nothing where it is refused, and takes no other role with it', () => {
    const files = policyFiles('privilege_escalation: refuse\n', ROLES);
    expect([...(readPolicy(files, providers).roles.get('aws-sandbox')?.keys() ?? [])]).toEqual(['read', 'deploy']);
    expect(entitlementsOf(files, asks('admin'))).toBeNull();
    expect(entitlementsOf(files, asks('read'))).toHaveLength(1);
    const { files: validated } = validateTree([...files, asks('admin')], { providers, now: NOW });
    const rules = validated.flatMap(({ problems }) => problems.map(({ rule }) => rule));
    expect(rules.sort()).toEqual(['privilege-escalation', 'unknown-role']);
  });

  test('another word leaves all of config.yaml out: how access is given is never guessed', () => {
    const policy = readPolicy(policyFiles('privilege_escalation: Refuse\n', ROLES), providers);
    expect(policy.config).toBeNull();
    expect(policy.problems.map(short)).toContain('schema 3:23');
  });

  test.each(['not_action', 'NotAction', 'not_resource', 'NotResource', 'effect', 'principal'])(
    'cannot be written with %s: statements have no such key',
    (key) => {
      const allow = `{ statements: [{ action: "ce:Get*", resource: "*", ${key}: "*" }] }`;
      const policy = readPolicy(policyFiles('', roleOf('x', allow)), providers);
      expect(policy.problems.map(({ rule }) => rule)).toEqual(['unknown-key']);
      expect(policy.roles.get('aws-sandbox')?.size).toBe(0);
    },
  );
});

/** YAML reads JSON's text, so that every character comes through. */
const TEXT = fc
  .oneof(
    fc.constantFrom(
      '"}],"Action":"*"',
      '","Resource":"*","x":"',
      `\${aws:username}`,
      '*',
      'arn:aws:iam::111122223333:role/lapse',
      '__proto__',
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
  )
  .map((text) => JSON.stringify(`x ${text.replaceAll(/\p{C}|[\u2028\u2029]/gu, '')} y`));

test('neither the reason nor the ticket is in anything that AWS is given', () => {
  const files = policyFiles('', roleOf('read', READ) + roleOf('deploy', DEPLOY));
  let given = 0;
  fc.assert(
    fc.property(fc.constantFrom('read', 'deploy'), TEXT, fc.option(TEXT), (role, reason, ticket) => {
      const plain = source(PATH, `role: ${role}\nduration: 4h\nreason: x\n`);
      const text = `role: ${role}\nduration: 4h\nreason: ${reason}\n${ticket === null ? '' : `ticket: ${ticket}\n`}`;
      const hostile = entitlementsOf(files, source(PATH, text));
      given += hostile?.length ?? 0;
      expect(hostile).toEqual(entitlementsOf(files, plain));
    }),
  );
  expect(given).toBe(100);
});
