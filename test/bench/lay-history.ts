import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACCOUNT } from '../../sandbox/world/start-world.js';
import { readPolicy } from '../../src/access/read-policy.js';
import { EVIDENCE_BRANCH, evidencePath } from '../../src/evidence/evidence-path.js';
import { policyDigest } from '../../src/evidence/policy-digest.js';
import type { EvidenceRecord, EvidenceRun } from '../../src/evidence/record.js';
import { writeEvidence } from '../../src/evidence/write-evidence.js';
import { resolveGrant } from '../../src/plan/resolve-grant.js';
import { providers } from '../../src/providers/providers.js';

const PEOPLE = 500;
/** One merge every five minutes. */
const BETWEEN = 300;
/** Two hours of a grant, so its file is taken away by the merge that comes so many merges later. */
const MERGES_TO_REMOVAL = 26;
const RECORDS_A_RUN = 20;
const MERGES_BEFORE_EACH_RUN = 30;
const REQUEST =
  'role: billing-readonly\nduration: 2h\nreason: Find out why invoice 8841 was charged twice\nticket: INC-1234\n';
/** Of a GitHub that signs nothing, for git puts no signature here: at github.com that would be found. */
const SERVER = 'https://github.example';
const REPOSITORY_ID = 9001;
/** Some 3 KB each: what a string can hold, and a pipe. */
const PARTS_AT_ONCE = 20_000;

const CODEOWNERS = '/access/ @acme/security\n/.github/ @acme/security\n';
const POLICY: Readonly<Record<string, string>> = {
  '.github/CODEOWNERS': CODEOWNERS,
  'access/aws-sandbox/roles.yaml': `roles:
  billing-readonly:
    description: Read invoices and cost reports
    allow: { statements: [{ action: ["ce:Get*", "ce:Describe*"], resource: "*" }] }
    max_duration: 8h
    approvals: 1
`,
  'access/config.yaml': `systems:
  aws-sandbox: { provider: aws-iam, target: { account: "${ACCOUNT}" } }
approval_valid: 24h
`,
  'access/people.yaml': `people:\n${Array.from({ length: PEOPLE }, (_, index) => `  p-${index}: { id: ${1000 + index}, aws-iam: p.${index} }\n`).join('')}`,
};

interface Merge {
  readonly grant: string;
  readonly parent: string;
  readonly commit: string;
  /** Seconds. */
  readonly at: number;
}

/**
 * A clone with so many merges, each of which adds one request and takes away one that has ended, and the evidence of them.
 * What every grant needs is there, so that a verification has all of its work to do and nothing to find.
 */
export function layHistory(merges: number, now: number): string {
  const directory = mkdtempSync(join(tmpdir(), 'lapse-bench-'));
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', directory]);
  const begin = Math.floor(now / 1000) - merges * BETWEEN;
  const laid = layBranch(directory, merges, begin);
  layEvidence(directory, laid);
  return directory;
}

function layBranch(directory: string, merges: number, begin: number): readonly Merge[] {
  const marks = join(directory, '.git', 'lapse-marks');
  const parts = [commitText(1, begin - BETWEEN, 'Set up access as code', null)];
  for (const [path, text] of Object.entries(POLICY)) parts.push(`M 100644 inline ${path}\n${data(text)}`);
  for (let index = 0; index < merges; index += 1) {
    parts.push(commitText(index + 2, begin + index * BETWEEN, `Ask for billing (#${index + 1})`, null));
    parts.push(`M 100644 inline access/${grantOf(index)}.yaml\n${data(REQUEST)}`);
    if (index >= MERGES_TO_REMOVAL) parts.push(`D access/${grantOf(index - MERGES_TO_REMOVAL)}.yaml\n`);
  }
  importInto(directory, parts, ['--export-marks', marks].join('='));
  const commits = new Map<number, string>();
  for (const line of readFileSync(marks, 'utf8').split('\n').slice(0, -1)) {
    const [mark = '', commit = ''] = line.split(' ');
    commits.set(Number(mark.slice(1)), commit);
  }
  const at = (mark: number) => commits.get(mark) ?? '';
  return Array.from({ length: merges }, (_, index) => ({
    grant: grantOf(index),
    parent: at(index + 1),
    commit: at(index + 2),
    at: begin + index * BETWEEN,
  }));
}

function layEvidence(directory: string, merges: readonly Merge[]): void {
  const digest = policyDigest(
    'aws-sandbox',
    Object.entries(POLICY).map(([path, text]) => ({ path, mode: '100644', oid: blobId(text) })),
  );
  let parts: string[] = [];
  let isBegun = false;
  for (let from = 0; from < merges.length; from += RECORDS_A_RUN) {
    const some = merges.slice(from, from + RECORDS_A_RUN);
    for (const isOver of [false, true]) {
      const when = (some.at(-1)?.at ?? 0) + (isOver ? MERGES_BEFORE_EACH_RUN * BETWEEN : 60);
      const written = some.flatMap((merge, index) => {
        const record = recordOf(merge, from + index, digest, merges[from + index + MERGES_TO_REMOVAL] ?? null, isOver);
        if (record === null) return [];
        return [`M 100644 inline ${evidencePath(record)}\n${data(writeEvidence(record))}`];
      });
      if (written.length === 0) continue;
      // Within one import git knows the branch; at the beginning of a further one it has to be told.
      const parent = isBegun && parts.length === 0 ? `refs/heads/${EVIDENCE_BRANCH}^0` : null;
      parts.push(commitText(null, when, 'Record what was given', parent, EVIDENCE_BRANCH), ...written);
      isBegun = true;
    }
    if (parts.length > PARTS_AT_ONCE) {
      importInto(directory, parts);
      parts = [];
    }
  }
  importInto(directory, parts);
}

/** null: it is not over yet. */
function recordOf(
  merge: Merge,
  index: number,
  digest: string,
  remover: Merge | null,
  isOver: boolean,
): EvidenceRecord | null {
  if (isOver && remover === null) return null;
  const person = personOf(index);
  const end = merge.at + 7_200;
  const run: EvidenceRun = {
    name: 'provision',
    commit: merge.commit,
    url: `${SERVER}/acme/access/actions/runs/${index}`,
    startedAt: text(merge.at + 5),
  };
  const { id, content } = entitlementOf(merge, person, end);
  const at = { target: `aws-iam:${ACCOUNT}`, entitlement: id };
  const beneficiary = { login: `p-${person}`, id: 1000 + person };
  const head = createHash('sha1').update(`head ${index}`).digest('hex');
  const approver = { login: 'bob', id: 583232 };
  const request = {
    role: 'billing-readonly',
    reason: 'Find out why invoice 8841 was charged twice',
    ticket: 'INC-1234',
  };
  const record: EvidenceRecord = {
    schema: 1,
    grant: merge.grant,
    addedIn: merge.commit,
    repositoryId: REPOSITORY_ID,
    versions: [
      {
        commit: merge.commit,
        blob: blobId(REQUEST),
        committedAt: text(merge.at),
        request: { ...request, start: text(merge.at), end: text(end) },
      },
    ],
    events: [
      {
        kind: 'approved',
        run,
        version: merge.commit,
        pullRequest: {
          number: index + 1,
          url: `${SERVER}/acme/access/pull/${index + 1}`,
          mergedAt: text(merge.at),
          head,
          merge: merge.commit,
        },
        requester: beneficiary,
        beneficiary,
        policy: { commit: merge.parent, digest },
        codeOwners: { path: '.github/CODEOWNERS', line: 1, pattern: '/access/', owners: ['@acme/security'] },
        groups: [{ from: 'code-owners', owners: ['@acme/security'], needed: 1, counted: [approver.login] }],
        approvers: [{ ...approver, review: 5_000 + index, commit: head, submittedAt: text(merge.at - 60) }],
        because: 'bob approved it.',
      },
      { kind: 'given', run, ...at, why: 'granted', content, form: 1, floor: text(end), readBackAt: text(merge.at + 8) },
    ],
  };
  if (!isOver || remover === null) return record;
  const after: EvidenceRun = { ...run, name: 'expire', commit: remover.commit, startedAt: text(end + 120) };
  const removed = { kind: 'removed', run: after, ...at, why: 'expired', by: 'run', endedAt: text(end) } as const;
  return {
    ...record,
    events: [...record.events, { ...removed, removedIn: null, pullRequest: null, readBackAt: text(end + 123) }],
  };
}

const PARSED = readPolicy(
  Object.entries(POLICY).map(([path, content]) => {
    const bytes = Buffer.from(content);
    return { path, mode: '100644', oid: blobId(content), size: bytes.length, bytes };
  }),
  providers,
);

function entitlementOf({ grant, at }: Merge, person: number, end: number) {
  const named = { name: grant, system: 'aws-sandbox', beneficiary: `p-${person}`, role: 'billing-readonly' };
  const resolution = resolveGrant(named, { start: at * 1000, end: end * 1000 }, PARSED, providers);
  const [entitlement] = 'lacks' in resolution ? [] : resolution.rules.entitlements(resolution.grant, REPOSITORY_ID);
  if (entitlement === undefined) throw new Error(`${grant} gives nothing`);
  return entitlement;
}

function grantOf(index: number): string {
  return `aws-sandbox/p-${personOf(index)}/g-${index}`;
}

/** Not in turn, so that one person's grants lie apart. */
function personOf(index: number): number {
  return (index * 7) % PEOPLE;
}

function text(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** https://git-scm.com/book/en/v2/Git-Internals-Git-Objects */
function blobId(content: string): string {
  return createHash('sha1')
    .update(`blob ${Buffer.byteLength(content)}\0${content}`)
    .digest('hex');
}

/** https://git-scm.com/docs/git-fast-import#_commit; without `from` a commit follows the branch's last. */
function commitText(
  mark: number | null,
  seconds: number,
  message: string,
  parent: string | null,
  branch = 'main',
): string {
  const who = `bob <583232+bob@users.noreply.github.com> ${seconds} +0000`;
  const name = mark === null ? '' : `mark :${mark}\n`;
  const from = parent === null ? '' : `from ${parent}\n`;
  return `commit refs/heads/${branch}\n${name}committer ${who}\n${data(message)}${from}`;
}

function data(content: string): string {
  return `data ${Buffer.byteLength(content)}\n${content}\n`;
}

function importInto(directory: string, parts: readonly string[], ...options: readonly string[]): void {
  execFileSync('git', ['-C', directory, 'fast-import', '--quiet', ...options], {
    input: parts.join(''),
    maxBuffer: 2 ** 30,
  });
}
