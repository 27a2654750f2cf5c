import type { SourceFile } from '../../src/access/source-file.js';
import { source } from '../access/fixtures.js';

export const SANDBOX_ACCOUNT = '111122223333';
export const PROD_ACCOUNT = '444455556666';

const CONFIG = `systems:
  aws-sandbox: { provider: aws-iam, target: { account: "${SANDBOX_ACCOUNT}" } }
  aws-prod: { provider: aws-iam, target: { account: "${PROD_ACCOUNT}" } }
merge: { auto: true, method: squash }
revert: { auto_merge: true, batch: false }
approval_valid: 24h
`;

const PEOPLE = `people:
  alice: { id: 101, aws-iam: alice.smith }
  bob: { id: 102, aws-iam: bob.jones }
  carol: { id: 103, aws-iam: carol.white }
`;

const ROLES = `roles:
  billing:
    description: Read invoices and cost reports
    allow: { statements: [{ action: ["ce:Get*", "ce:Describe*"], resource: "*" }] }
    max_duration: 2d
  deploy:
    description: Assume the deployment role
    allow: { assume_role: "arn:aws:iam::${SANDBOX_ACCOUNT}:role/Deploy", max_session: 1h }
    max_duration: 2h
`;

const PROD_ROLES = `roles:
  read:
    description: Read buckets
    allow: { statements: [{ action: "s3:Get*", resource: "*" }] }
    max_duration: 8h
`;

/** A policy of two systems on two accounts, of which `@acme/security` owns everything; by path. */
export const POLICY = {
  'access/config.yaml': CONFIG,
  'access/people.yaml': PEOPLE,
  'access/aws-sandbox/roles.yaml': ROLES,
  'access/aws-prod/roles.yaml': PROD_ROLES,
  '.github/CODEOWNERS': '/access/ @acme/security\n/.github/ @acme/security\n',
} as const;

/** The same as files, with some of them changed; null takes one out. */
export function policyFiles(changes: Readonly<Record<string, string | null>> = {}): SourceFile[] {
  return Object.entries<string | null>({ ...POLICY, ...changes }).flatMap(([path, text]) =>
    text === null ? [] : [source(path, text)],
  );
}

/** config.yaml with one of its lines replaced. */
export function configWith(line: string): string {
  const key = `${line.split(':')[0]}:`;
  return CONFIG.replace(/^.*$/gm, (old) => (old.startsWith(key) ? line : old));
}
