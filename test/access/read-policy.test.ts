import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hasErrors } from '../../src/access/problem.js';
import { readConfig } from '../../src/access/read-config.js';
import { readPeople } from '../../src/access/read-people.js';
import { readPolicy } from '../../src/access/read-policy.js';
import { readRoles } from '../../src/access/read-roles.js';
import type { SourceFile } from '../../src/access/source-file.js';
import { CONFIG, PEOPLE, POLICY_FILES, PROD_ROLES, PROVIDERS, ROLES, short, source, TOY_CLOUD } from './fixtures.js';

const HOUR = 3_600_000;
const TARGET = { account: '111122223333' };

describe('readConfig', () => {
  const SYSTEM = 'systems:\n  sandbox: { provider: toy-cloud, target: { account: "111122223333" } }\n';

  test.each<[string, string, string[]]>([
    ['no systems', 'merge: { auto: true }\n', ['missing-key 1:1']],
    ['an unknown key', `${SYSTEM}mrege: { auto: true }\n`, ['unknown-key 3:1']],
    ['an unknown merge method', `${SYSTEM}merge: { method: octopus }\n`, ['schema 3:18']],
    ['a setting that is text', `${SYSTEM}merge: { auto: "yes" }\n`, ['schema 3:16']],
    ['a validity that is no duration', `${SYSTEM}approval_valid: 1 day\n`, ['schema 3:17']],
    ['two documents', `${SYSTEM}---\n${SYSTEM}`, ['two-documents 3:1']],
  ])('leaves the file out for %s', (_, text, expected) => {
    const { value, problems } = readConfig(source('access/config.yaml', text), PROVIDERS);
    expect(value).toBeNull();
    expect(problems.map(short)).toEqual(expected);
  });

  test.each<[string, string, string[]]>([
    ['an unquoted account id', '{ provider: toy-cloud, target: { account: 444455556666 } }', ['unquoted 3:52']],
    ['an account id that is too short', '{ provider: toy-cloud, target: { account: "123" } }', ['schema 3:52']],
    ['an unknown provider', '{ provider: toy-clout, target: {} }', ['unknown-provider 3:22']],
    ['no target', '{ provider: toy-cloud }', ['missing-key 3:3']],
    [
      'an unknown key of the target',
      '{ provider: toy-cloud, target: { account: "444455556666", x: 1 } }',
      ['unknown-key 3:68'],
    ],
  ])('leaves only the system out for %s', (_, system, expected) => {
    const { value, problems } = readConfig(source('access/config.yaml', `${SYSTEM}  other: ${system}\n`), PROVIDERS);
    expect(problems.map(short)).toEqual(expected);
    expect([...(value?.systems.keys() ?? [])]).toEqual(['sandbox']);
  });

  test('refuses an account id with a leading zero without quotes, for readers differ about it', () => {
    const text = 'systems:\n  sandbox: { provider: toy-cloud, target: { account: 012345678901 } }\n';
    expect(readConfig(source('access/config.yaml', text), PROVIDERS).problems.map(short)).toEqual(['unquoted 2:54']);
  });

  test('says to quote an account id', () => {
    const text = 'systems:\n  sandbox: { provider: toy-cloud, target: { account: 444455556666 } }\n';
    const [problem] = readConfig(source('access/config.yaml', text), PROVIDERS).problems;
    expect(problem?.cure).toBe('Quote it: "444455556666".');
  });

  test('reads the settings, and has defaults for them', () => {
    expect(readConfig(CONFIG, PROVIDERS).value).toMatchObject({
      merge: { auto: true, method: 'rebase' },
      revert: { autoMerge: true, batch: true },
      approvalValid: 12 * HOUR,
    });
    expect(readConfig(source('access/config.yaml', SYSTEM), PROVIDERS).value).toEqual({
      systems: new Map([['sandbox', { name: 'sandbox', provider: 'toy-cloud', target: TARGET }]]),
      merge: { auto: false, method: 'squash' },
      revert: { autoMerge: false, batch: false },
      approvalValid: 24 * HOUR,
      escalation: 'warn',
    });
  });
});

describe('readPeople', () => {
  test.each<[string, string, string[]]>([
    ['upper case in a login', 'Bob: { id: 2 }', ['schema 3:3']],
    ['no id', 'bob: { toy-cloud: bob }', ['missing-key 3:3']],
    ['an id that is text', 'bob: { id: "2" }', ['schema 3:14']],
    ['an id that is not whole', 'bob: { id: 2.5 }', ['schema 3:14']],
    ['an unknown provider', 'bob: { id: 2, toy-clout: bob }', ['unknown-provider 3:17']],
    ['a name that the provider does not take', 'bob: { id: 2, toy-cloud: "b ob" }', ['schema 3:28']],
    ['a name that is a number', 'bob: { id: 2, toy-cloud: 7 }', ['unquoted 3:28']],
    ['__proto__', '__proto__: { id: 2 }', ['schema 3:3']],
  ])('leaves only the person out for %s', (_, person, expected) => {
    const text = `people:\n  alice: { id: 1, toy-cloud: alice }\n  ${person}\n`;
    const { value, problems } = readPeople(source('access/people.yaml', text), PROVIDERS);
    expect(problems.map(short)).toEqual(expected);
    expect([...(value?.keys() ?? [])]).toEqual(['alice']);
  });

  test.each([
    ['an id', 'bob: { id: 1, toy-cloud: bob }', 'duplicate-id 4:14'],
    ['a name, in any case', 'bob: { id: 2, toy-cloud: Alice }', 'duplicate-name 4:28'],
  ])('leaves both out who claim %s', (_, person, expected) => {
    const text = `people:\n  alice: { id: 1, toy-cloud: alice }\n  carol: { id: 3 }\n  ${person}\n`;
    const { value, problems } = readPeople(source('access/people.yaml', text), PROVIDERS);
    expect(problems.map(short)).toEqual([expected]);
    expect([...(value?.keys() ?? [])]).toEqual(['carol']);
  });

  test('leaves the file out where people is no mapping', () => {
    const { value, problems } = readPeople(source('access/people.yaml', 'people: [alice]\n'), PROVIDERS);
    expect([value, ...problems.map(short)]).toEqual([null, 'schema 1:9']);
  });

  test('reads people with their names', () => {
    expect(readPeople(PEOPLE, PROVIDERS).value?.get('alice')).toEqual({
      login: 'alice',
      id: 1001,
      names: new Map([['toy-cloud', 'alice.smith']]),
    });
  });
});

describe('readRoles', () => {
  const GOOD = 'roles:\n  good: { description: d, allow: { action: a }, max_duration: 1h }\n';
  const role = (more: string) => `${GOOD}  bad: { description: d, max_duration: 1h, allow: { action: a }, ${more} }\n`;

  test.each<[string, string, string[]]>([
    ['an unknown key', role('max_durations: 2h'), ['unknown-key 3:66']],
    ['no allow', `${GOOD}  bad: { description: d, max_duration: 1h }\n`, ['missing-key 3:3']],
    ['no max_duration', `${GOOD}  bad: { description: d, allow: { action: a } }\n`, ['missing-key 3:3']],
    [
      'both approvals and approvers',
      role('approvals: 1, approvers: [{ from: code-owners, count: 1 }]'),
      ['approvals-or-approvers 3:80'],
    ],
    ['no approvals', role('approvals: 0'), ['schema 3:77']],
    ['approvers without any', role('approvers: []'), ['schema 3:77']],
    ['a team without its organisation', role('approvers: [{ from: security, count: 1 }]'), ['schema 3:86']],
    ['a team in upper case', role('eligible: ["@Acme/Security"]'), ['schema 3:77']],
    ['no conflicts', role('conflicts: []'), ['schema 3:77']],
    ['a conflict of three parts', role('conflicts: [a/b/c]'), ['schema 3:78']],
    ['a conflict twice', role('conflicts: [good, good]'), ['schema 3:77']],
    ['a conflict with itself', role('conflicts: [good, bad]'), ['conflict-with-itself 3:84']],
    ['a conflict with itself in full', role('conflicts: [sandbox/bad]'), ['conflict-with-itself 3:78']],
    ['none at the same time', role('max_concurrent: 0'), ['schema 3:82']],
    ['half a grant at the same time', role('max_concurrent: 1.5'), ['schema 3:82']],
    ['a merge that is text', role('auto_merge: "no"'), ['schema 3:78']],
    ['a required field that there is not', role('require: [reason]'), ['schema 3:76']],
    ['a ticket pattern with a look-around', role("ticket_pattern: '(?=a)'"), ['ticket-pattern-unsafe 3:82']],
    ['a ticket pattern that does not compile', role("ticket_pattern: '['"), ['ticket-pattern-unsafe 3:82']],
    [
      "what the provider's schema refuses",
      `${GOOD}  bad: { description: d, max_duration: 1h, allow: { actions: a } }\n`,
      ['missing-key 3:44', 'unknown-key 3:53'],
    ],
    [
      'what the provider itself refuses',
      `${GOOD}  bad: { description: d, max_duration: 1h, allow: { action: a, account: "9" } }\n`,
      ['other-account 3:73'],
    ],
    [
      'upper case in its name',
      `${GOOD}  Bad: { description: d, allow: { action: a }, max_duration: 1h }\n`,
      ['schema 3:3'],
    ],
  ])('leaves only the role out for %s', (_, text, expected) => {
    const { value, problems } = readRoles(source('access/sandbox/roles.yaml', text), 'sandbox', TOY_CLOUD, TARGET);
    expect(problems.map(short)).toEqual(expected);
    expect([...(value?.keys() ?? [])]).toEqual(['good']);
  });

  test('has no role to give where the provider is not known', () => {
    expect(readRoles(ROLES, 'sandbox', null, null)).toMatchObject({ value: new Map(), problems: [] });
  });

  test('reads a role with its terms, and its place', () => {
    const roles = readRoles(ROLES, 'sandbox', TOY_CLOUD, TARGET).value;
    expect(roles?.get('billing-readonly')).toEqual({
      name: 'billing-readonly',
      system: 'sandbox',
      description: 'Read invoices and cost reports',
      allow: { action: 'read' },
      maxDuration: 8 * HOUR,
      approvers: [{ from: 'code-owners', count: 1 }],
      requiresTicket: true,
      ticketPattern: 'INC-\\d+',
      eligible: null,
      autoApprove: [],
      conflicts: [],
      maxConcurrent: null,
      autoMerge: null,
      line: 2,
    });
    expect(roles?.get('deploy')).toMatchObject({
      approvers: [
        { from: 'code-owners', count: 1 },
        { from: '@acme/security', count: 2 },
      ],
      requiresTicket: false,
      eligible: ['@acme/engineering'],
      autoApprove: ['@acme/oncall'],
      line: 8,
    });
  });
});

describe('readPolicy', () => {
  const billing = (conflicts: string) =>
    source(
      'access/sandbox/roles.yaml',
      `roles:\n  billing: { description: d, allow: { action: a }, max_duration: 1h, conflicts: [${conflicts}] }\n  deploy: { description: d, allow: { action: a }, max_duration: 1h }\n`,
    );
  const conflictsOf = (roles: SourceFile, more = PROD_ROLES) =>
    readPolicy([CONFIG, PEOPLE, roles, more], PROVIDERS).problems.map(({ path, line, rule, cure }) => [
      `${path}:${line} ${rule}`,
      cure.split('?')[0],
    ]);

  test.each([
    ['depoly', 'Did you mean deploy'],
    ['prod/rot', 'Did you mean prod/root'],
    ['prd/root', 'Did you mean prod/root'],
    ['root', 'Did you mean prod/root'],
    ['prod/deploy', 'Did you mean deploy'],
    ['nowhere/nothing', 'Name a role that is there, or remove the line.'],
  ])('a conflict with %s, which is not there: %s', (conflict, cure) => {
    expect(conflictsOf(billing(conflict))).toEqual([['access/sandbox/roles.yaml:2 unknown-conflict', cure]]);
  });

  test('law 7: roles of a broken file elsewhere take no role with them that excludes one of them', () => {
    const broken = source('access/prod/roles.yaml', 'roles: [');
    const policy = readPolicy([CONFIG, PEOPLE, billing('prod/root'), broken], PROVIDERS);
    expect(policy.problems.map(({ rule }) => rule)).toEqual(['yaml', 'unknown-conflict']);
    expect([...(policy.roles.get('sandbox')?.keys() ?? [])]).toEqual(['billing', 'deploy']);
  });

  test('reads what excludes what, how often a role may be had, and who merges', () => {
    const text = `roles:
  billing:
    { description: d, allow: { action: a }, max_duration: 1h, conflicts: [deploy, sandbox/deploy, prod/root], max_concurrent: 2, auto_merge: false }
  deploy: { description: d, allow: { action: a }, max_duration: 1h, auto_merge: true }
`;
    const policy = readPolicy([CONFIG, PEOPLE, source('access/sandbox/roles.yaml', text), PROD_ROLES], PROVIDERS);
    expect(policy.problems).toEqual([]);
    expect(policy.roles.get('sandbox')?.get('billing')).toMatchObject({
      conflicts: [
        { system: 'sandbox', role: 'deploy' },
        { system: 'sandbox', role: 'deploy' },
        { system: 'prod', role: 'root' },
      ],
      maxConcurrent: 2,
      autoMerge: false,
    });
    expect(policy.roles.get('sandbox')?.get('deploy')).toMatchObject({ maxConcurrent: null, autoMerge: true });
  });

  test('law 7: a broken file takes no other with it', () => {
    const policy = readPolicy(
      [CONFIG, source('access/people.yaml', 'people: ['), source('access/sandbox/roles.yaml', 'roles: ['), PROD_ROLES],
      PROVIDERS,
    );
    expect(policy.people.size).toBe(0);
    expect([...policy.roles.keys()]).toEqual(['prod']);
    expect(policy.problems.map((problem) => `${problem.path} ${problem.rule}`)).toEqual([
      'access/people.yaml yaml',
      'access/sandbox/roles.yaml yaml',
    ]);
  });

  test('tells of a folder that config.yaml does not bind, and leaves its roles out', () => {
    const policy = readPolicy([...POLICY_FILES, source('access/other/roles.yaml', 'roles: {}\n')], PROVIDERS);
    expect(policy.problems.map((problem) => `${problem.path} ${problem.rule}`)).toEqual([
      'access/other/roles.yaml unknown-system',
    ]);
    expect(policy.roles.has('other')).toBe(false);
  });

  test('tells what is missing, and grants nothing then', () => {
    const policy = readPolicy([ROLES], PROVIDERS);
    expect(policy).toMatchObject({ config: null, people: new Map(), roles: new Map() });
    expect(policy.problems.map((problem) => `${problem.path} ${problem.rule}`)).toEqual([
      'access/config.yaml missing-file',
      'access/people.yaml missing-file',
    ]);
  });

  test('reads all files of a tree without a problem, whatever their order', () => {
    const policy = readPolicy([...POLICY_FILES].reverse(), PROVIDERS);
    expect(policy.problems).toEqual([]);
    expect([...policy.roles].map(([system, roles]) => [system, [...roles.keys()]])).toEqual([
      ['prod', ['root']],
      ['sandbox', ['billing-readonly', 'deploy']],
    ]);
  });

  test('law 7: any bytes in any policy file give problems, never an exception', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 100 }),
      fc.json().map((text) => new TextEncoder().encode(text)),
    );
    fc.assert(
      fc.property(bytes, fc.constantFrom(...POLICY_FILES), (content, replaced) => {
        const files = POLICY_FILES.map((file) => (file === replaced ? source(file.path, content) : file));
        expect(hasErrors(readPolicy(files, PROVIDERS).problems)).toBe(true);
      }),
    );
  });
});
