import { describe, expect, test } from '@jest/globals';
import type { Account, ChangedFile, PullRequestFacts } from '../../src/approval/facts.js';
import { judgePullRequest } from '../../src/use-cases/judge-pull-request.js';
import {
  BOB,
  CAROL,
  modified,
  person,
  removed,
  renamed,
  requestText,
  review,
  sourceFile,
} from '../approval/facts-builder.js';
import { configWith, POLICY, policyFiles } from './example-files.js';
import { fakeGitHub } from './fake-github.js';
import { portsOf, readingOf } from './fake-reading.js';

const ROLES_PATH = 'access/aws-sandbox/roles.yaml';
const ROLES = POLICY[ROLES_PATH];
const PEOPLE_PATH = 'access/people.yaml';
const PEOPLE = POLICY[PEOPLE_PATH];
const CONFIG_PATH = 'access/config.yaml';
const CONFIG = POLICY[CONFIG_PATH];
/** The text of each policy file with one part replaced. */
const roles = (old: string, next: string): ChangedFile => modified(ROLES_PATH, ROLES, replace(ROLES, old, next));
const people = (old: string, next: string): ChangedFile => modified(PEOPLE_PATH, PEOPLE, replace(PEOPLE, old, next));
const WITHOUT_CAROL = PEOPLE.replace(/.*carol.*\n/, '');
const SWAPPED = PEOPLE.replace('carol.white', 'carol.old').replace('alice.smith', 'carol.white');
const config = (line: string): ChangedFile => modified(CONFIG_PATH, CONFIG, configWith(line));

function replace(text: string, old: string, next: string): string {
  if (!text.includes(old)) throw new Error(`the example has no ${old}`);
  return text.replace(old, next);
}

function request(role = 'billing', end = 'duration: 4h', name = 'billing', login = 'carol') {
  return sourceFile(`access/aws-sandbox/${login}/${name}.yaml`, requestText(role, end));
}

interface Situation {
  readonly files: readonly ChangedFile[];
  readonly standing?: PullRequestFacts['standing'];
  readonly policyFiles?: PullRequestFacts['policyFiles'];
  readonly by?: Account;
}

/** carol, who has a request that stands, approves alice's change of policy; what comes of it. */
async function approve({ files, standing = [request()], by = CAROL, ...rest }: Situation) {
  const fake = fakeGitHub();
  fake.world.members.add(`@acme/security ${by.login}`);
  const reading = readingOf({ files, standing, reviews: [review(by)], ...rest });
  const { judgement } = await judgePullRequest(reading, portsOf(fake));
  const people = judgement.decision.files.flatMap((file) => file.people);
  return { verdict: judgement.decision.verdict, people, calls: fake.calls };
}

const longRequest = { standing: [request('deploy', 'duration: 3h')] };
const CONFLICT = replace(ROLES, '    max_duration: 2h', '    max_duration: 2h\n    conflicts: [billing]');
const ONCE = replace(ROLES, '    max_duration: 2d', '    max_duration: 2d\n    max_concurrent: 1');
const separated = {
  policyFiles: policyFiles({ [ROLES_PATH]: CONFLICT }),
  standing: [request(), request('deploy', 'duration: 1h', 'deploy')],
};
const crowded = {
  policyFiles: policyFiles({ [ROLES_PATH]: ONCE }),
  standing: [request(), request('billing', 'duration: 1h', 'more')],
};

describe('law 5: whoever has a standing request that a change of policy widens may not approve it, where', () => {
  test.each<[string, Situation]>([
    ['its role allows more', { files: [roles('"ce:Describe*"', '"ce:*"')] }],
    ['its role allows something else', { files: [roles('ce:Get*', 'ec2:Get*')] }],
    [
      'it is for another role to assume',
      { files: [roles('role/Deploy', 'role/Admin')], standing: [request('deploy', 'duration: 1h')] },
    ],
    [
      'sessions get longer',
      { files: [roles('max_session: 1h', 'max_session: 12h')], standing: [request('deploy', 'duration: 1h')] },
    ],
    ['it was over the maximum', { files: [roles('max_duration: 2h', 'max_duration: 4h')], ...longRequest }],
    [
      'it may have been over the maximum, for all that is known of its merge',
      {
        files: [roles('max_duration: 2h', 'max_duration: 4h')],
        standing: [request('deploy', 'expires: 2026-11-23T18:00:00Z')],
      },
    ],
    [
      'its role was not there',
      {
        files: [
          roles(
            'roles:',
            'roles:\n  audit:\n    description: Audit\n    allow: { statements: [{ action: "ce:*", resource: "*" }] }\n    max_duration: 8h',
          ),
        ],
        standing: [request('audit')],
      },
    ],
    [
      'the roles were broken',
      { files: [modified(ROLES_PATH, 'roles: [', ROLES)], policyFiles: policyFiles({ [ROLES_PATH]: 'roles: [' }) },
    ],
    [
      'config.yaml was missing',
      {
        files: [{ ...config('x'), status: 'added', before: null, after: sourceFile(CONFIG_PATH, CONFIG) }],
        policyFiles: policyFiles({ [CONFIG_PATH]: null }),
      },
    ],
    [
      'the person was not there',
      {
        files: [modified(PEOPLE_PATH, WITHOUT_CAROL, PEOPLE)],
        policyFiles: policyFiles({ [PEOPLE_PATH]: WITHOUT_CAROL }),
      },
    ],
    ['its roles exclude each other no more', { files: [modified(ROLES_PATH, CONFLICT, ROLES)], ...separated }],
    [
      'what excluded it goes',
      {
        files: [modified(ROLES_PATH, CONFLICT, CONFLICT.replace(/ {2}billing:[\s\S]*(?= {2}deploy:)/, ''))],
        ...separated,
      },
    ],
    [
      'more of its role are allowed',
      { files: [modified(ROLES_PATH, ONCE, ONCE.replace('max_concurrent: 1', 'max_concurrent: 2'))], ...crowded },
    ],
    ['any number of its role is allowed', { files: [modified(ROLES_PATH, ONCE, ROLES)], ...crowded }],
    [
      'its system is another account',
      { files: [config('  aws-sandbox: { provider: aws-iam, target: { account: "999955556666" } }')] },
    ],
    ['its IAM user is another', { files: [people('carol.white', 'shared.admin')] }],
    ['its login is another account', { files: [people('id: 103', 'id: 777')] }],
    [
      'its person gets this account, whose login is another',
      { files: [people('id: 103', 'id: 104')], by: person('bob-two', 104), standing: [] },
    ],
    [
      'the grants of somebody else come to its IAM user',
      {
        files: [modified(PEOPLE_PATH, PEOPLE, SWAPPED)],
        standing: [],
      },
    ],
    [
      'people.yaml knows the account by another login, whose folder nobody looked into',
      { files: [roles('"ce:Describe*"', '"ce:*"')], by: person('carol-two', 103), standing: [] },
    ],
    [
      'people.yaml knows the login by another account',
      { files: [roles('"ce:Describe*"', '"ce:*"')], by: person('carol', 999) },
    ],
    ['the login is written in capitals', { files: [roles('"ce:Describe*"', '"ce:*"')], by: person('Carol', 103) }],
    ['the new file was not read', { files: [{ ...roles('ce:Get*', 'ce:*'), after: null }] }],
    [
      'the base has changed the file since the branch left it, so that the role bears another name there',
      { files: [{ ...roles('  billing:', '  invoices:'), buildsOnBase: false }] },
    ],
    [
      'who gets the IAM user cannot be told, for the same reason',
      { files: [{ ...people('alice.smith', 'alice.s'), buildsOnBase: false }], standing: [] },
    ],
    [
      'what excluded it may be too long by now, for all that is known of its merge',
      {
        files: [modified(ROLES_PATH, CONFLICT, CONFLICT.replace('max_duration: 2h', 'max_duration: 1h'))],
        policyFiles: policyFiles({ [ROLES_PATH]: CONFLICT }),
        standing: [request(), request('deploy', 'expires: 2026-11-23T18:00:00Z', 'deploy')],
      },
    ],
  ])('%s', async (_where, situation) => {
    const { verdict, people: judged, calls } = await approve(situation);
    expect(verdict).toBe('pending');
    expect(judged).toMatchObject([{ counts: false, rule: 'beneficiary', because: expect.stringMatching(/carol/) }]);
    // Nobody is asked about whose review cannot count anyway.
    expect(calls).toEqual([]);
  });

  test('the phrase says whose grant it is, and how many more', async () => {
    const files = [roles('"ce:Describe*"', '"ce:*"')];
    const one = await approve({ files });
    expect(one.people[0]?.because).toBe("carol's grant aws-sandbox/carol/billing gets more by it");
    const two = await approve({ files, standing: [request(), request('billing', 'duration: 1h', 'more')] });
    expect(two.people[0]?.because).toBe("carol's grant aws-sandbox/carol/billing gets more by it, and 1 more");
    const elsewhere = await approve({ files: [people('carol.white', 'carol.w')] });
    expect(elsewhere.people[0]?.because).toBe(
      "carol's grant aws-sandbox/carol/billing goes to another place or person by it",
    );
  });

  test('it is so for every policy file of the pull request', async () => {
    const workflow = modified('.github/workflows/x.yml', 'on: push', 'on: [push]');
    const { verdict, people: judged } = await approve({ files: [roles('"ce:Describe*"', '"ce:*"'), workflow] });
    expect(verdict).toBe('pending');
    expect(judged.map(({ rule }) => rule)).toEqual(['beneficiary', 'beneficiary']);
  });

  test('somebody else may still approve it', async () => {
    const { verdict } = await approve({ files: [roles('"ce:Describe*"', '"ce:*"')], by: BOB });
    expect(verdict).toBe('approved');
  });

  test('where nobody else is named as an owner, it is refused', async () => {
    const owners = policyFiles({ '.github/CODEOWNERS': '/access/ @carol\n' });
    const { verdict } = await approve({ files: [roles('"ce:Describe*"', '"ce:*"')], policyFiles: owners });
    expect(verdict).toBe('refused');
  });
});

describe('whoever has a standing request may approve a change of policy, where', () => {
  test.each<[string, Situation]>([
    ['its role allows less', { files: [roles('["ce:Get*", "ce:Describe*"]', '["ce:GetCost*"]')] }],
    ['its role goes', { files: [roles('  billing:', '  other:')] }],
    ['its maximum is shorter', { files: [roles('max_duration: 2d', 'max_duration: 1h')] }],
    ['its maximum is longer, and it is within it anyway', { files: [roles('max_duration: 2d', 'max_duration: 9d')] }],
    ['another role allows more', { files: [roles('role/Deploy', 'role/Admin')] }],
    [
      'only who may ask and who approves changes',
      {
        files: [
          roles(
            'max_duration: 2d',
            'max_duration: 2d\n    approvals: 3\n    eligible: ["@acme/nobody"]\n    auto_approve: ["@acme/security"]\n    require: [ticket]',
          ),
        ],
      },
    ],
    [
      'its roles begin to exclude each other',
      { files: [modified(ROLES_PATH, ROLES, CONFLICT)], standing: separated.standing },
    ],
    [
      'roles that exclude each other go on doing so',
      { files: [modified(ROLES_PATH, CONFLICT, CONFLICT.replace('Read invoices', 'Read all invoices'))], ...separated },
    ],
    [
      'fewer of its role are allowed',
      {
        files: [modified(ROLES_PATH, ONCE.replace('max_concurrent: 1', 'max_concurrent: 2'), ONCE)],
        policyFiles: policyFiles({ [ROLES_PATH]: ONCE.replace('max_concurrent: 1', 'max_concurrent: 2') }),
        standing: crowded.standing,
      },
    ],
    ['the new roles are broken, which gives nobody anything', { files: [modified(ROLES_PATH, ROLES, 'roles: [')] }],
    ['its roles go away', { files: [removed(ROLES_PATH, ROLES)] }],
    ['its roles move to another system', { files: [renamed(ROLES_PATH, 'access/aws-other/roles.yaml', ROLES)] }],
    ['how it is merged changes', { files: [config('merge: { auto: false, method: rebase }')] }],
    [
      'another system is another account',
      { files: [config('  aws-prod: { provider: aws-iam, target: { account: "999955556666" } }')] },
    ],
    ['somebody else gets a new name', { files: [people('alice.smith', 'alice.s')] }],
    [
      'the person is new and has no request',
      {
        files: [people('  carol:', '  dave: { id: 500, aws-iam: dave }\n  carol:')],
        by: person('dave', 500),
        standing: [],
      },
    ],
    [
      'its file cannot be read',
      {
        files: [roles('"ce:Describe*"', '"ce:*"')],
        standing: [sourceFile('access/aws-sandbox/carol/x.yaml', 'role: [')],
      },
    ],
    [
      'only the request of somebody else gets more',
      { files: [roles('"ce:Describe*"', '"ce:*"')], standing: [request('billing', 'duration: 4h', 'billing', 'bob')] },
    ],
    [
      'CODEOWNERS changes, which gives nobody access',
      {
        files: [modified('.github/CODEOWNERS', '/access/ @acme/security\n', '* @acme/security\n')],
        by: person('carol-two', 103),
      },
    ],
  ])('%s', async (_where, situation) => {
    const { verdict, people: judged } = await approve(situation);
    expect(verdict).toBe('approved');
    expect(judged.map(({ counts }) => counts)).not.toContain(false);
  });

  test('it was broken and is mended, once the request is removed', async () => {
    const mended = {
      files: [modified(ROLES_PATH, 'roles: [', ROLES)],
      policyFiles: policyFiles({ [ROLES_PATH]: 'roles: [' }),
    };
    expect((await approve(mended)).verdict).toBe('pending');
    expect((await approve({ ...mended, standing: [] })).verdict).toBe('approved');
  });
});
