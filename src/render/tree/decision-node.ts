import type { Phrase } from './phrase.js';

/** What a node tells of, in the order in which it stands below the pull request. */
export type NodeKind =
  | 'pull-request'
  | 'problem'
  | 'reason'
  | 'wait'
  | 'note'
  | 'plan'
  | 'entitlement'
  | 'quota'
  | 'file'
  | 'role'
  | 'rule'
  | 'group'
  | 'person';

/** At a glance: does it help the pull request, stop it, or neither? */
export type Sign = 'approved' | 'pending' | 'refused' | 'held' | 'warning' | 'passed-over' | 'plain';

/** One phrase of the explanation, and those that explain it. Every medium renders this same tree (design §5). */
export interface DecisionNode {
  readonly kind: NodeKind;
  readonly sign: Sign;
  readonly phrase: Phrase;
  readonly children: readonly DecisionNode[];
}

export function node(kind: NodeKind, sign: Sign, phrase: Phrase, children: readonly DecisionNode[] = []): DecisionNode {
  return { kind, sign, phrase, children };
}
