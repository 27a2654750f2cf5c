import type { Instant } from '../access/instant.js';
import type { Finding } from '../audit/finding.js';
import { FindingList } from '../audit/finding-list.js';
import { judgeLine } from '../audit/judged-line.js';
import { listPolicyBlobs, replayPolicy } from '../audit/policy-states.js';
import type { AuditSources } from '../audit/sources.js';
import type { Grounds, HeadBlobs } from '../audit/subject.js';
import { verifyAddresses } from '../audit/verify-addresses.js';
import { verifyAuthors } from '../audit/verify-authors.js';
import { verifyBranch } from '../audit/verify-branch.js';
import { verifyLife } from '../audit/verify-life.js';
import { findBeginning, missEvidence, verifyPopulation } from '../audit/verify-population.js';
import { verifySignatures } from '../audit/verify-signatures.js';
import { MAXIMUM_EVIDENCE_BYTES } from '../evidence/read-evidence.js';
import type { EvidenceRecord } from '../evidence/record.js';
import { ALL_COMMITS, type Place, type Repository } from '../git/repository.js';
import type { ProviderRules } from '../plan/provider-rules.js';

export interface VerifyPorts {
  readonly repository: Repository;
  readonly providers: ReadonlyMap<string, ProviderRules>;
  /** What counts as now: what is not due yet is not missed. */
  now(): Instant;
  /** GitHub's public key, as `gpg --import` takes it; null: signatures are counted and not checked. */
  readonly keyFile: string | null;
}

/**
 * Works out again what the evidence says, from the clone alone, and tells what does not add up and what cannot be proved
 * from here. Six git processes, and gpg's where there is a key, however many grants there are. In order: what is wrong first, then by grant and rule.
 *
 * @throws {GitError} where git cannot read the clone, or takes no key from the file.
 */
export async function verifyAudit(sources: AuditSources, ports: VerifyPorts): Promise<readonly Finding[]> {
  const { repository, keyFile } = ports;
  const { evidence } = sources;
  const findings = new FindingList();
  if (evidence.head === null) {
    missEvidence(sources.lives, ports.now(), findings);
    return findings.inOrder();
  }
  const branch = await repository.readHistory(evidence.head, ['.'], null);
  const growth = verifyBranch(branch, evidence, findings);
  await repository.streamBlobs(growth.oids, MAXIMUM_EVIDENCE_BYTES, (oid, bytes) => growth.read(oid, bytes));
  const commits = await repository.readSignatures(evidence.head, keyFile);
  const isAtGitHub = verifyAddresses(evidence, findings);
  verifySignatures(commits, { hasKey: keyFile !== null, isAtGitHub }, findings);
  verifyAuthors(commits, findings);

  const firstCommitAt = branch.at(-1)?.committedAt ?? ports.now();
  const grounds = await readGrounds(sources, findBeginning(evidence, firstCommitAt), ports);
  for (const subject of verifyPopulation(sources.lives, evidence, grounds, findings)) {
    verifyLife(subject, grounds, findings);
  }
  return findings.inOrder();
}

/** All that records are held to, each read once. */
async function readGrounds(
  { commit, history, evidence }: AuditSources,
  evidenceBegan: Instant,
  { repository, providers, now }: VerifyPorts,
): Promise<Grounds> {
  const line = judgeLine(await repository.firstParents(commit, ALL_COMMITS));
  const blobs = new Map<string, Uint8Array>();
  const limits = listPolicyBlobs(history);
  await repository.streamBlobs([...limits.keys()], Math.max(0, ...limits.values()), (oid, bytes) => {
    if (bytes !== null && bytes.length <= (limits.get(oid) ?? 0)) blobs.set(oid, bytes);
  });
  return {
    now: now(),
    line,
    policy: replayPolicy(history, line, blobs, providers),
    commits: new Map(history.map((entry) => [entry.sha, entry])),
    heads: await readHeads(evidence.records.values(), repository),
    rules: providers,
    evidenceBegan,
  };
}

async function readHeads(records: Iterable<EvidenceRecord>, repository: Repository): Promise<HeadBlobs> {
  const places = new Map<string, Place>();
  for (const { grant, events } of records) {
    for (const event of events) {
      if (event.kind !== 'approved') continue;
      const place = { commit: event.pullRequest.head, path: `access/${grant}.yaml` };
      places.set(keyOf(place.commit, place.path), place);
    }
  }
  const found = await repository.findBlobs([...places.values()]);
  const blobs = new Map<string, string | null>();
  for (const [index, key] of [...places.keys()].entries()) {
    const blob = found[index];
    if (blob?.hasCommit === true) blobs.set(key, blob.oid);
  }
  return { find: (commit, path) => blobs.get(keyOf(commit, path)) };
}

function keyOf(commit: string, path: string): string {
  return `${commit}:${path}`;
}
