import { ACCOUNT } from './start-world.js';

/** The policy of the sandbox's repository: what design §3 shows, for three people and one account. */
export const POLICY_FILES: Readonly<Record<string, string>> = {
  'access/config.yaml': `systems:
  aws-sandbox:
    provider: aws-iam
    target: { account: "${ACCOUNT}", role: "arn:aws:iam::${ACCOUNT}:role/lapse" }
merge: { auto: true, method: squash }
revert: { auto_merge: true, batch: false }
approval_valid: 24h
`,
  'access/people.yaml': `people:
  alice: { id: 583231, aws-iam: alice.smith }
  bob: { id: 583232, aws-iam: bob.jones }
`,
  'access/aws-sandbox/roles.yaml': `roles:
  billing-readonly:
    description: Read invoices and cost reports
    allow: { statements: [{ action: ["ce:Get*", "ce:Describe*"], resource: "*" }] }
    max_duration: 8h
    approvals: 1
    require: [ticket]
    ticket_pattern: INC-\\d+
  deploy:
    description: Assume the deployment role
    allow: { assume_role: "arn:aws:iam::${ACCOUNT}:role/Deploy" }
    max_duration: 2h
`,
  '.github/CODEOWNERS': `# Who may say yes to what
/access/       @acme/security
/.github/      @acme/security
`,
};
