import type { Decision, FileDecision, PersonDecision } from '../../approval/decision.js';
import { isCountable } from '../../approval/find-owners.js';
import { type OpenGroup, whoCanApprove } from '../../approval/who-can-approve.js';
import { type DecisionNode, node } from './decision-node.js';
import { name, nameEach, ours, type Phrase, say } from './phrase.js';

/** What a pull request waits for, and who can give it: the same need of several files is told once. */
export function explainWaiting(decision: Decision): readonly DecisionNode[] {
  if (decision.verdict !== 'pending') return [];
  const waits = new Map<string, { readonly need: Phrase; readonly paths: string[] }>();
  const add = (key: string, need: Phrase, path: string): void => {
    const wait = waits.get(key) ?? { need, paths: [] };
    if (!wait.paths.includes(path)) wait.paths.push(path);
    waits.set(key, wait);
  };
  for (const file of decision.files.filter(({ verdict }) => verdict === 'pending')) {
    for (const { login } of findObjectors(file)) {
      add(
        `by ${login}`,
        say`Waits for ${login}, who asked for changes: to approve, or to have the review dismissed`,
        file.path,
      );
    }
    for (const open of whoCanApprove(file)) add(keyOf(open), sayOpen(open), file.path);
  }
  // Whatever else a decision waits for, the comment never waits for nothing.
  if (waits.size === 0) return [node('wait', 'pending', say`${decision.summary}`)];
  return [...waits.values()].map(({ need, paths }) =>
    node('wait', 'pending', [...need, ...sayPaths(paths, decision.files.length)]),
  );
}

function findObjectors(file: FileDecision): readonly PersonDecision[] {
  return file.people.filter(({ rule }) => rule === 'changes-requested');
}

/** `1 approval by @acme/security or @bob`: without those who could not give it. */
function sayOpen(open: OpenGroup): Phrase {
  const { missing } = open;
  return say`Waits for ${ours(missing)} ${ours(missing === 1 ? 'approval' : 'approvals')} by ${nameEach(findAble(open), 'or')}`;
}

function findAble({ owners, barred }: OpenGroup): readonly string[] {
  const not = new Set(barred.map(({ login }) => `@${login}`));
  return owners.filter((owner) => isCountable(owner) && !not.has(owner));
}

function keyOf(open: OpenGroup): string {
  return [open.missing, open.from, ...findAble(open)].join(' ');
}

function sayPaths(paths: readonly string[], total: number): Phrase {
  const [first] = paths;
  if (total === 1 || first === undefined) return [];
  return paths.length === 1 ? say`, for ${name(first)}` : say`, for ${ours(paths.length)} files`;
}
