import { createHash } from 'node:crypto';
import type { HistoryCommit } from '../../src/access/history.js';
import type { Instant } from '../../src/access/instant.js';
import { parseInstant } from '../../src/access/instant-text.js';
import type { Problem } from '../../src/access/problem.js';
import type { ProviderTerms, TermsFault } from '../../src/access/provider-terms.js';
import type { SourceFile } from '../../src/access/source-file.js';

/** A file as git has it. */
export function source(path: string, content: string | Uint8Array, mode = '100644'): SourceFile {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { path, mode, oid: oidOf(bytes), size: bytes.length, bytes };
}

export function oidOf(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** A time of the tests, written down. */
export function at(text: string): Instant {
  const instant = parseInstant(text);
  if (instant === null) throw new Error(`no time: ${text}`);
  return instant;
}

/** A problem in the short form that tables of tests use. */
export function short({ rule, line, column }: Problem): string {
  return `${rule} ${line}:${column}`;
}

/** A provider with the shape of a real one, and a rule that no schema can say. */
export const TOY_CLOUD: ProviderTerms = {
  name: 'toy-cloud',
  targetSchema: {
    type: 'object',
    additionalProperties: false,
    required: ['account'],
    properties: { account: { title: 'Account', type: 'string', pattern: '^[0-9]{12}$', examples: ['111122223333'] } },
  },
  allowSchema: {
    type: 'object',
    additionalProperties: false,
    required: ['action'],
    properties: { action: { type: 'string' }, account: { type: 'string' } },
  },
  nameSchema: { title: 'User name', type: 'string', pattern: '^[A-Za-z.]{1,64}$', examples: ['alice.smith'] },
  checkAllow(allow: unknown, target: unknown): readonly TermsFault[] {
    const { account } = Object(allow);
    if (account === undefined || account === Object(target).account) return [];
    const message = `${account} is another account.`;
    return [{ rule: 'other-account', pointer: '/account', message, cure: "Use the target's account." }];
  },
};

export const PROVIDERS: ReadonlyMap<string, ProviderTerms> = new Map([[TOY_CLOUD.name, TOY_CLOUD]]);

export const CONFIG = source(
  'access/config.yaml',
  `systems:
  sandbox: { provider: toy-cloud, target: { account: "111122223333" } }
  prod: { provider: toy-cloud, target: { account: "444455556666" } }
merge: { auto: true, method: rebase }
revert: { auto_merge: true, batch: true }
approval_valid: 12h
`,
);

export const PEOPLE = source(
  'access/people.yaml',
  `people:
  alice: { id: 1001, toy-cloud: alice.smith }
  bob: { id: 1002, toy-cloud: bob.jones }
  carol: { id: 1003 }
`,
);

export const ROLES = source(
  'access/sandbox/roles.yaml',
  `roles:
  billing-readonly:
    description: Read invoices and cost reports
    allow: { action: read }
    max_duration: 8h
    require: [ticket]
    ticket_pattern: INC-\\d+
  deploy:
    description: Roll out
    allow: { action: deploy, account: "111122223333" }
    max_duration: 2d
    approvers: [{ from: code-owners, count: 1 }, { from: "@acme/security", count: 2 }]
    eligible: ["@acme/engineering"]
    auto_approve: ["@acme/oncall"]
`,
);

export const PROD_ROLES = source(
  'access/prod/roles.yaml',
  'roles:\n  root:\n    description: All\n    allow: { action: all }\n    max_duration: 1h\n',
);

export const POLICY_FILES: readonly SourceFile[] = [CONFIG, PEOPLE, ROLES, PROD_ROLES];

/** What a commit of a test does: paths with their new content; null removes. */
export type Changes = Readonly<Record<string, string | Uint8Array | null>>;

export interface BuiltHistory {
  /** Newest first. */
  readonly history: readonly HistoryCommit[];
  readonly blobs: ReadonlyMap<string, Uint8Array>;
  /** The files at the tip. */
  readonly files: readonly SourceFile[];
}

/** Builds a first-parent line from `[committer date, changes]`, oldest first. */
export function buildHistory(commits: readonly (readonly [string, Changes])[]): BuiltHistory {
  const tree = new Map<string, SourceFile>();
  const blobs = new Map<string, Uint8Array>();
  const history: HistoryCommit[] = commits.map(([date, changes], index) => ({
    sha: String(index + 1).padStart(40, '0'),
    parents: index === 0 ? [] : [String(index).padStart(40, '0')],
    committedAt: at(date),
    authorName: 'alice',
    subject: `Commit ${index + 1}`,
    changes: Object.entries(changes).map(([path, content]) => {
      const before = tree.has(path);
      if (content === null) {
        tree.delete(path);
        return { status: 'D', path, mode: '000000', oid: null };
      }
      const file = source(path, content);
      tree.set(path, file);
      if (file.bytes !== null) blobs.set(file.oid, file.bytes);
      return { status: before ? 'M' : 'A', path, mode: file.mode, oid: file.oid };
    }),
  }));
  return { history: history.reverse(), blobs, files: [...tree.values()] };
}
