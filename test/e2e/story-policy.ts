import { POLICY_FILES } from '../../sandbox/world/policy-files.js';
import { ACCOUNT } from '../../sandbox/world/start-world.js';

const LOGS = 'allow: { statements: [{ action: "logs:Get*", resource: "*" }] }\n    max_duration: 8h';

/** A second system, `platform`, whose roles have terms that the first one's have not. */
export const STORY_FILES: Readonly<Record<string, string>> = {
  'access/config.yaml': (POLICY_FILES['access/config.yaml'] ?? '').replace(
    'merge:',
    `  platform: { provider: aws-iam, target: { account: "${ACCOUNT}", role: "arn:aws:iam::${ACCOUNT}:role/lapse" } }\nmerge:`,
  ),
  'access/people.yaml': `people:
  alice: { id: 583231, aws-iam: alice.smith }
  bob: { id: 583232, aws-iam: bob.jones }
  carol: { id: 583233, aws-iam: carol.white }
  alice-two: { id: 583234, aws-iam: alice.two }
  bob-two: { id: 583235, aws-iam: bob.two }
`,
  'access/platform/roles.yaml': `roles:
  logs:
    description: Read logs
    ${LOGS}
  two:
    description: Read logs, by the word of both groups
    ${LOGS}
    approvers: [{ from: code-owners, count: 1 }, { from: "@acme/security", count: 1 }]
  pay:
    description: Enter payments
    ${LOGS}
    conflicts: [release]
  release:
    description: Release payments
    ${LOGS}
`,
  '.github/CODEOWNERS': `/access/           @acme/security
/access/platform/  @acme/platform
/.github/          @acme/security
`,
};
