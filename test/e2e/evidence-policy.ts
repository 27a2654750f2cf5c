import { POLICY_FILES } from '../../sandbox/world/policy-files.js';
import { ACCOUNT, type World } from '../../sandbox/world/start-world.js';

export const OTHER_ACCOUNT = '444455556666';
export const ROLES = 'access/aws-sandbox/roles.yaml';
export const CODEOWNERS = '.github/CODEOWNERS';

const LOGS = `  logs:
    description: Read logs
    allow: { statements: [{ action: "logs:Get*", resource: "*" }] }
    max_duration: 8h
`;

/** Two of these are more than one user can hold: 2,048 characters of inline policy. */
const MANY_ACTIONS = Array.from(
  { length: 50 },
  (_, number) => `"ce:GetReportNumber${String(number).padStart(2, '0')}"`,
);

/** Two systems in two accounts; people merge, Lapse reverts by itself, one revert a system and run. */
export const EVIDENCE_FILES: Readonly<Record<string, string>> = {
  'access/config.yaml': (POLICY_FILES['access/config.yaml'] ?? '')
    .replace(
      /merge:.*/,
      `  reporting: { provider: aws-iam, target: { account: "${OTHER_ACCOUNT}", role: "arn:aws:iam::${OTHER_ACCOUNT}:role/lapse" } }\nmerge: { auto: false, method: squash }`,
    )
    .replace(/revert:.*/, 'revert: { auto_merge: true, batch: true }'),
  [ROLES]: `${POLICY_FILES[ROLES]}${LOGS}  bulky:
    description: Read many reports
    allow: { statements: [{ action: [${MANY_ACTIONS.join(', ')}], resource: "*" }] }
    max_duration: 8h
`,
  'access/reporting/roles.yaml': `roles:
${LOGS}  oncall:
    description: Read logs at night
    allow: { statements: [{ action: "logs:Describe*", resource: "*" }] }
    max_duration: 8h
    auto_approve: ["@acme/oncall"]
`,
  'access/people.yaml': `people:
  alice: { id: 583231, aws-iam: alice.smith }
  bob: { id: 583232, aws-iam: bob.jones }
  carol: { id: 583233, aws-iam: carol.white }
  alice-two: { id: 583234, aws-iam: alice.two }
  bob-two: { id: 583235, aws-iam: bob.two }
`,
  [CODEOWNERS]: `# Who may say yes to what
/access/            @acme/security
/access/reporting/  @acme/security
/.github/           @acme/security
`,
};

/** Whose user is whose, for whoever reads IAM's journal. */
export const LOGIN_OF: Readonly<Record<string, string>> = {
  'alice.smith': 'alice',
  'bob.jones': 'bob',
  'carol.white': 'carol',
  'alice.two': 'alice-two',
  'bob.two': 'bob-two',
};

/** carol owns as bob does, is on call, and IAM does not know her in the first account. */
export function addPeople({ aws, github }: World): void {
  github.addTeam({ organisation: 'acme', slug: 'leads', members: ['carol'], parent: 'security' });
  github.addTeam({ organisation: 'acme', slug: 'oncall', members: ['carol'] });
  for (const user of ['alice.two', 'bob.two']) aws.addUser(ACCOUNT, user);
  aws.addAccount(OTHER_ACCOUNT);
  for (const user of Object.keys(LOGIN_OF)) aws.addUser(OTHER_ACCOUNT, user);
  aws.addRole(OTHER_ACCOUNT, 'lapse');
}
