import type { HistoryChange, HistoryCommit } from '../access/history.js';
import { EVIDENCE_README, readEvidencePath } from '../evidence/evidence-path.js';
import { README_BLOBS } from '../evidence/evidence-readme.js';
import { findRewriting } from '../evidence/find-rewriting.js';
import { readEvidence } from '../evidence/read-evidence.js';
import type { EvidenceRecord } from '../evidence/record.js';
import { type About, type FindingList, THE_WHOLE } from './finding-list.js';
import type { EvidenceReading } from './sources.js';

/** A form that a record had. */
interface Form {
  readonly path: string;
  readonly oid: string;
  /** The commit of the evidence branch that wrote it. */
  readonly commit: string;
}

/** Forms of records to be read one after the other and held to each other. */
export interface GrowthCheck {
  /** In order of path and then of time; each once. */
  readonly oids: readonly string[];
  /** The bytes of the next of them; null: they are too large, or not to be had. */
  read(oid: string, bytes: Uint8Array | null): void;
}

/**
 * Holds the branch of the evidence to its law: there is nothing on it but records, none was ever dropped, and each only
 * grew. Two forms of one record are held at a time; the newest is the one that was read already.
 *
 * @param history of the evidence branch, newest first, with all that each commit changed.
 */
export function verifyBranch(
  history: readonly HistoryCommit[],
  evidence: Pick<EvidenceReading, 'records' | 'faults'>,
  findings: FindingList,
): GrowthCheck {
  const forms = listForms(history, findings);
  const queue = new Map<string, Form>();
  const newest = new Map<string, Form>();
  const faulty = new Set(evidence.faults.map((fault) => fault.path));
  for (const [path, own] of [...forms].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const last = own.at(-1);
    if (own.length < 2 || last === undefined) continue;
    const isRead = evidence.records.has(path);
    if (isRead) newest.set(path, last);
    // What stands and cannot be read is told by itself.
    for (const form of isRead || faulty.has(path) ? own.slice(0, -1) : own) {
      const other = queue.get(form.oid);
      if (other === undefined) {
        queue.set(form.oid, form);
      } else {
        const message = `Commit ${form.commit.slice(0, 12)} gave it bytes that ${other.path} had too, so what was recorded is gone.`;
        findings.wrong('evidence-rewritten', aboutOf(path), path, message);
      }
    }
  }

  let before: { readonly path: string; readonly record: EvidenceRecord | null } | null = null;
  /** What is left of a path's forms, counted down, to know when its newest comes. */
  const left = new Map<string, number>();
  for (const { path } of queue.values()) left.set(path, (left.get(path) ?? 0) + 1);

  function follow(form: Form, record: EvidenceRecord | null): void {
    const earlier = before?.path === form.path ? before.record : null;
    const rewriting = earlier === null || record === null ? null : findRewriting(earlier, record);
    if (rewriting !== null) {
      const message = `Commit ${form.commit.slice(0, 12)} of the evidence rewrote the record: ${rewriting}.`;
      findings.wrong('evidence-rewritten', aboutOf(form.path), form.path, message);
    }
    before = { path: form.path, record: record ?? earlier };
  }

  return {
    oids: [...queue.keys()],
    read(oid, bytes) {
      const form = queue.get(oid);
      if (form === undefined) return;
      const reading =
        bytes === null ? { fault: 'It is too large, or not in the clone.' } : readEvidence(form.path, bytes);
      if ('fault' in reading) {
        const message = `Commit ${form.commit.slice(0, 12)} of the evidence left a record that cannot be read: ${reading.fault}`;
        findings.wrong('evidence-rewritten', aboutOf(form.path), form.path, message);
      }
      follow(form, 'record' in reading ? reading.record : null);
      const remaining = (left.get(form.path) ?? 1) - 1;
      left.set(form.path, remaining);
      const last = newest.get(form.path);
      if (remaining === 0 && last !== undefined) follow(last, evidence.records.get(form.path) ?? null);
    },
  };
}

/** The forms of each record, oldest first; says what the branch should not hold. */
function listForms(history: readonly HistoryCommit[], findings: FindingList): Map<string, Form[]> {
  const forms = new Map<string, Form[]>();
  for (const { sha, changes } of [...history].reverse()) {
    const commit = `Commit ${sha.slice(0, 12)} of the evidence`;
    for (const { path, status, mode, oid } of changes) {
      if (path === EVIDENCE_README) {
        verifyReadme({ mode, oid }, commit, findings);
        continue;
      }
      const about = aboutOf(path);
      if (about.grant === null) {
        if (status !== 'D')
          findings.wrong('evidence-foreign', about, path, `${commit} put a file there that is no record.`);
        continue;
      }
      if (oid === null) {
        findings.wrong('evidence-dropped', about, path, `${commit} removed the record.`);
        continue;
      }
      if (mode !== '100644') {
        findings.wrong(
          'evidence-foreign',
          about,
          path,
          `${commit} made the record something else than a regular file.`,
        );
      }
      const own = forms.get(path) ?? [];
      forms.set(path, own);
      if (own.at(-1)?.oid === oid) continue;
      if (own.some((form) => form.oid === oid)) {
        const message = `${commit} set the record back to what it was before.`;
        findings.wrong('evidence-rewritten', about, path, message);
      }
      own.push({ path, oid, commit: sha });
    }
  }
  return new Map([...forms].map(([path, own]) => [path, withoutRepeated(own)]));
}

/** Whoever comes across the branch believes what it says of itself, so that is Lapse's own text. */
function verifyReadme({ mode, oid }: Pick<HistoryChange, 'mode' | 'oid'>, commit: string, findings: FindingList): void {
  if (oid !== null && README_BLOBS.has(oid) && mode === '100644') return;
  const what = oid === null ? 'removed what Lapse says there of the branch' : 'put a text there that is none of Lapse';
  findings.wrong('evidence-foreign', THE_WHOLE, EVIDENCE_README, `${commit} ${what}.`);
}

/** A form that comes again was told of; the last is kept where it is, because it is the one that stands. */
function withoutRepeated(forms: readonly Form[]): Form[] {
  const last = new Map(forms.map((form, index) => [form.oid, index]));
  return forms.filter((form, index) => last.get(form.oid) === index);
}

function aboutOf(path: string): About {
  return readEvidencePath(path) ?? THE_WHOLE;
}
