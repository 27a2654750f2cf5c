import { parseInstant } from '../../access/instant-text.js';
import type { AuditRow } from '../../audit/audit-row.js';
import type { Finding } from '../../audit/finding.js';
import type { Approved } from '../../evidence/record.js';
import { showInvisible } from '../show-invisible.js';
import type { PageApproval, PageRow } from './page-data.js';
import { linkPullRequest } from './pull-request-link.js';

/** The rows as the page's script takes them, each with what the verification says of it. */
export function toPageRows(rows: readonly AuditRow[], findings: readonly Finding[]): readonly PageRow[] {
  const byLife = new Map<string, Finding[]>();
  for (const finding of findings) {
    const found = byLife.get(keyOf(finding));
    if (found === undefined) byLife.set(keyOf(finding), [finding]);
    else found.push(finding);
  }
  return rows.map((row) => toPageRow(row, byLife.get(keyOf(row)) ?? []));
}

/** Two lives of one grant differ in the commit that added them. */
function keyOf({ grant, addedIn }: { readonly grant: string | null; readonly addedIn: string | null }): string {
  return JSON.stringify([grant, addedIn]);
}

function toPageRow(row: AuditRow, findings: readonly Finding[]): PageRow {
  const approvers = new Set(row.approvals.flatMap((approval) => approval.approvers.map(({ login }) => login)));
  return {
    grant: showInvisible(row.grant),
    name: showInvisible(row.grant.split('/').slice(2).join('/') || row.grant),
    person: showInvisible(row.beneficiary),
    system: showInvisible(row.system),
    role: showInvisible(row.role ?? ''),
    reason: showInvisible(row.reason ?? ''),
    ticket: showInvisible(row.ticket ?? ''),
    window: row.window,
    state: row.state,
    evidence: row.evidence,
    added: toCommit(row.addedIn, row.mergedAt, [row.author, row.subject]),
    removed: toCommit(row.removedIn, row.removedAt, []),
    approvers: [...approvers].map(showInvisible),
    approvals: row.approvals.map(toApproval),
    refusal: row.refusal === null ? '' : showInvisible(`${row.refusal.rule}: ${row.refusal.message}`),
    failure: row.failure === null ? '' : describeFailure(row.failure),
    target: showInvisible(row.target ?? ''),
    givenAt: row.givenAt,
    removal: row.removal,
    findings: findings
      .toSorted((one, other) => Number(other.level === 'wrong') - Number(one.level === 'wrong'))
      .map(({ level, message }) => ({ level, message: showInvisible(message) })),
  };
}

function toCommit(commit: string | null, at: number | null, words: readonly (string | null)[]): PageRow['added'] {
  if (commit === null) return null;
  const text = words.filter((word) => word !== null && word !== '').join(': ');
  return { commit: showInvisible(commit), at, text: showInvisible(text) };
}

function describeFailure({ action, rule, message }: NonNullable<AuditRow['failure']>): string {
  return showInvisible(`${action === 'put' ? 'could not be given' : 'could not be taken away'}, ${rule}: ${message}`);
}

function toApproval(approval: Approved): PageApproval {
  const { pullRequest, policy, codeOwners } = approval;
  const owners = codeOwners.owners.join(' ');
  return {
    version: showInvisible(approval.version),
    because: showInvisible(approval.because),
    requester: showInvisible(approval.requester.login),
    pullRequest: linkPullRequest(pullRequest.url),
    head: showInvisible(pullRequest.head),
    merge: showInvisible(pullRequest.merge),
    mergedAt: parseInstant(pullRequest.mergedAt),
    policy: showInvisible(policy.commit),
    digest: showInvisible(policy.digest),
    codeOwners: showInvisible(`${codeOwners.path}:${codeOwners.line}: ${codeOwners.pattern} ${owners}`.trim()),
    groups: approval.groups.map(({ from, needed, counted }) =>
      showInvisible(
        `${counted.length} of ${needed} from ${from}${counted.length === 0 ? '' : `: ${counted.join(', ')}`}`,
      ),
    ),
    approvers: approval.approvers.map(({ login, commit, review, submittedAt }) => ({
      login: showInvisible(login),
      commit: showInvisible(commit),
      review,
      at: parseInstant(submittedAt),
    })),
  };
}
