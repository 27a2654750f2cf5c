import type { AuditRow } from '../audit/audit-row.js';
import type { Finding } from '../audit/finding.js';
import { FindingList } from '../audit/finding-list.js';
import type { AuditSources } from '../audit/sources.js';
import { compareMerge, compareReviews, type OnlineExhibit } from '../audit/verify-reviews.js';
import { evidencePath } from '../evidence/evidence-path.js';
import type { Approved, EvidenceRecord, Removed } from '../evidence/record.js';
import type { MergedPullRequest } from '../github/github.js';
import { type Asking, openAsking } from './asking.js';
import type { OnlinePorts } from './online-ports.js';
import { pullRequestOf } from './pull-request-of.js';
import { compareSignatures } from './verify-online-signatures.js';

/** As many as one request of `GitHub.findMergedPullRequests` asks about, so that one that fails takes no more with it. */
const COMMITS_AT_ONCE = 50;
/**
 * Reads from GitHub again what records copied from it, and says where the two differ: pull requests, merges, reviews, and
 * the signatures of the evidence. One request for 50 merges, about three for each pull request with approvals, one for
 * 100 commits of the evidence. What GitHub gives no answer about is unproved and stops nothing.
 *
 * @param rows the lives in question; others are asked nothing about.
 */
export async function verifyOnline(
  sources: AuditSources,
  rows: readonly Pick<AuditRow, 'grant' | 'addedIn'>[],
  ports: OnlinePorts,
): Promise<readonly Finding[]> {
  const findings = new FindingList();
  const asking = openAsking(findings);
  const branch = await asking.ask('the default branch', async () => (await ports.github.readTip()).branch);
  if (branch !== null) {
    const records = pickRecords(sources, rows);
    const merged = await readMerges(records, branch, asking, ports);
    compareRemovals(records, merged, findings);
    await compareApprovals(records, merged, asking, ports, findings);
  }
  if (sources.evidence.head !== null) await compareSignatures(sources.evidence.head, asking, ports, findings);
  asking.tell();
  return findings.inOrder();
}

function pickRecords(
  { evidence }: AuditSources,
  rows: readonly Pick<AuditRow, 'grant' | 'addedIn'>[],
): readonly EvidenceRecord[] {
  return rows.flatMap(({ grant, addedIn }) => {
    const record = addedIn === null ? undefined : evidence.records.get(evidencePath({ grant, addedIn }));
    return record ?? [];
  });
}

type Merges = ReadonlyMap<string, readonly MergedPullRequest[]>;

/** Of the commits that brought or removed versions; one that GitHub gave no answer about has no entry. */
async function readMerges(
  records: readonly EvidenceRecord[],
  branch: string,
  asking: Asking,
  { github, progress }: OnlinePorts,
): Promise<Merges> {
  const commits = new Set<string>();
  for (const { events } of records) {
    for (const event of events) {
      if (event.kind === 'approved') commits.add(event.version);
      if (event.kind === 'removed' && event.removedIn !== null) commits.add(event.removedIn);
    }
  }
  const merges = new Map<string, readonly MergedPullRequest[]>();
  const wanted = [...commits];
  for (let start = 0; start < wanted.length; start += COMMITS_AT_ONCE) {
    const some = wanted.slice(start, start + COMMITS_AT_ONCE);
    progress(`Reading merges ${start + 1} to ${start + some.length} of ${wanted.length} from GitHub`);
    const what = `the merges of ${some.length} commits`;
    const found = await asking.ask(what, () => github.findMergedPullRequests(some, branch));
    for (const [commit, one] of found ?? []) merges.set(commit, one);
  }
  return merges;
}

function compareRemovals(records: readonly EvidenceRecord[], merges: Merges, findings: FindingList): void {
  for (const { grant, addedIn, events } of records) {
    for (const event of events) {
      if (event.kind !== 'removed' || event.removedIn === null || !merges.has(event.removedIn)) continue;
      const is = pullRequestOf(event.removedIn, merges)?.number ?? null;
      if (is === event.pullRequest) continue;
      const message = `The record says that ${sayRemoval(event)} removed the file in ${event.removedIn.slice(0, 12)}, and GitHub says ${is === null ? 'none' : `pull request ${is}`}.`;
      findings.wrong('online-pull-request', { grant, addedIn }, event.removedIn, message);
    }
  }
}

function sayRemoval({ pullRequest }: Removed): string {
  return pullRequest === null ? 'no pull request' : `pull request ${pullRequest}`;
}

/** Each pull request is read once, however many requests it brought. */
async function compareApprovals(
  records: readonly EvidenceRecord[],
  merges: Merges,
  asking: Asking,
  { github, progress }: OnlinePorts,
  findings: FindingList,
): Promise<void> {
  const exhibits = new Map<number, { readonly exhibit: OnlineExhibit; readonly record: EvidenceRecord }[]>();
  for (const record of records) {
    for (const approved of record.events) {
      if (approved.kind !== 'approved' || !merges.has(approved.version)) continue;
      const { grant, addedIn } = record;
      const exhibit = { about: { grant, addedIn }, approved, where: approved.pullRequest.url, findings };
      const merged = pullRequestOf(approved.version, merges) ?? null;
      compareMerge(merged, exhibit);
      // Reviews of another pull request would say nothing of this one.
      if (merged?.number !== approved.pullRequest.number) continue;
      const own = exhibits.get(merged.number) ?? [];
      exhibits.set(merged.number, own);
      own.push({ exhibit, record });
    }
  }
  let read = 0;
  for (const [number, own] of exhibits) {
    read += 1;
    progress(`Reading pull request ${number} from GitHub (${read} of ${exhibits.size})`);
    const [{ exhibit: first } = { exhibit: null }] = own;
    const reading = await asking.ask(`pull request ${number}`, () =>
      github.readPullRequest(number, first?.approved.policy.commit),
    );
    if (reading === null) continue;
    for (const { exhibit, record } of own) {
      const path = `access/${record.grant}.yaml`;
      compareReviews(reading.facts, path, blobOf(record, exhibit.approved), exhibit);
    }
  }
}

function blobOf({ versions }: EvidenceRecord, { version }: Approved): string {
  return versions.find(({ commit }) => commit === version)?.blob ?? '';
}
