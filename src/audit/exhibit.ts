import type { FindingList } from './finding-list.js';
import type { Grounds, Subject } from './subject.js';

/** One event of a record, with the way to say what is wrong with it. */
export interface Exhibit {
  readonly subject: Subject;
  /** The record's path and the event's place in it. */
  readonly where: string;
  readonly grounds: Grounds;
  readonly findings: FindingList;
}
