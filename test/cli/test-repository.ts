import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A real git repository in a temporary folder, on the branch `main`, without a commit. */
export interface TestRepository {
  readonly path: string;
  write(files: Readonly<Record<string, string | Uint8Array>>): void;
  /** Commits everything with this time for both author and committer. Gives the commit. */
  commit(subject: string, at: string): string;
  git(...args: string[]): string;
  remove(): void;
}

export function createRepository(files: Readonly<Record<string, string | Uint8Array>> = {}): TestRepository {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'lapse-cli-')));
  const git = (args: readonly string[], env: Record<string, string> = {}): string =>
    execFileSync('git', ['-C', path, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '', HOME: path, GIT_CONFIG_NOSYSTEM: '1', ...env },
    }).trim();
  git(['init', '--quiet', '--initial-branch=main']);
  git(['config', 'user.name', 'alice']);
  git(['config', 'user.email', 'alice@users.noreply.github.com']);
  const repository: TestRepository = {
    path,
    write(written) {
      for (const [name, content] of Object.entries(written)) {
        mkdirSync(dirname(join(path, name)), { recursive: true });
        writeFileSync(join(path, name), content);
      }
    },
    commit(subject, at) {
      git(['add', '--all']);
      git(['commit', '--quiet', '--allow-empty', '--message', subject], {
        GIT_AUTHOR_DATE: at,
        GIT_COMMITTER_DATE: at,
      });
      return git(['rev-parse', 'HEAD']);
    },
    git: (...args) => git(args),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
  repository.write(files);
  return repository;
}

/** A policy that is in order, and owners for every request. */
export const POLICY: Readonly<Record<string, string>> = {
  'access/config.yaml': `systems:
  aws-sandbox:
    provider: aws-iam
    target: { account: "111122223333", role: "arn:aws:iam::111122223333:role/lapse" }
`,
  'access/people.yaml': `people:
  alice: { id: 583231, aws-iam: alice.smith }
  bob: { id: 583232, aws-iam: bob.jones }
`,
  'access/aws-sandbox/roles.yaml': `roles:
  billing-readonly:
    description: Read invoices and cost reports
    allow: { statements: [{ action: ["ce:Get*"], resource: "*" }] }
    max_duration: 8h
    approvals: 1
    require: [ticket]
    ticket_pattern: INC-\\d+
  deploy:
    description: Assume the deployment role
    allow: { assume_role: "arn:aws:iam::111122223333:role/Deploy" }
    max_duration: 2h
    approvals: 1
`,
  '.github/CODEOWNERS': `/access/  @acme/security
/access/aws-sandbox/*/  @acme/sandbox-owners
`,
};

/** A request that is in order. */
export const REQUEST = `role: billing-readonly
duration: 4h
reason: Find out why invoice 8841 was charged twice
ticket: INC-1234
`;
