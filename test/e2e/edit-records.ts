import type { Approved, EvidenceEvent, EvidenceRecord } from '../../src/evidence/record.js';
import { RECORDS, type Tampered, tamperWith } from './tamper.js';

type Edit = (record: EvidenceRecord) => EvidenceRecord;

/** Changes a record in every commit that has it, so that the branch never held another. */
export function always(grant: string, edit: Edit): (clone: string) => string {
  return inCopy(({ rebuild }) =>
    rebuild(RECORDS, (files) => {
      for (const path of pathsOf(files, grant)) files.set(path, edited(files.get(path), edit));
    }),
  );
}

/** Changes a record in a commit on top, as a push would. */
export function onTop(grant: string, edit: Edit): (clone: string) => string {
  return inCopy(({ read, commit }) => {
    const files = read(RECORDS);
    commit(RECORDS, Object.fromEntries(pathsOf(files, grant).map((path) => [path, edited(files.get(path), edit)])));
  });
}

/** Does something to a copy of a clone, and gives its folder. */
export function inCopy(change: (copy: Tampered) => void): (clone: string) => string {
  return (clone) => {
    const copy = tamperWith(clone);
    change(copy);
    return copy.directory;
  };
}

/** Of the records of a grant's lives. */
export function pathsOf(files: ReadonlyMap<string, string>, grant: string): string[] {
  return [...files.keys()].filter((path) => path.startsWith(`${grant}@`));
}

/** The text of a record that was changed. */
export function edited(text: string | undefined, edit: Edit): string {
  return `${JSON.stringify(edit(JSON.parse(text ?? '') as EvidenceRecord), null, 2)}\n`;
}

export function editEvents(edit: (event: EvidenceEvent) => EvidenceEvent | null): Edit {
  return (record) => ({ ...record, events: record.events.flatMap((event) => edit(event) ?? []) });
}

export function editApproved(edit: (approved: Approved) => Approved): Edit {
  return editEvents((event) => (event.kind === 'approved' ? edit(event) : event));
}

/** Every review another person's. */
export function swapped(approver: { readonly login: string; readonly id: number }): Edit {
  return editApproved((approved) => ({
    ...approved,
    groups: approved.groups.map((group) => ({ ...group, counted: [approver.login] })),
    approvers: approved.approvers.map((review) => ({ ...review, ...approver })),
  }));
}
