import type { FileDecision, GroupDecision, PersonDecision } from '../../approval/decision.js';
import { type DecisionNode, node } from './decision-node.js';
import { name, nameEach, ours, say } from './phrase.js';

/** file → role → rule → group → person, each with its because (design §5). */
export function explainFile(file: FileDecision): DecisionNode {
  return node('file', file.verdict, say`${name(file.path)}: ${file.because}`, explainRole(file));
}

function explainRole(file: FileDecision): readonly DecisionNode[] {
  if (file.role === null) return explainRule(file);
  const whom = file.beneficiary === null ? [] : say` for ${file.beneficiary}`;
  return [node('role', 'plain', say`role ${name(file.role)}${whom}`, explainRule(file))];
}

function explainRule(file: FileDecision): readonly DecisionNode[] {
  if (file.owners === null) return [];
  const { path, line, pattern, owners } = file.owners;
  const whom = owners.length === 0 ? [ours('nobody')] : nameEach(owners, 'and');
  const phrase = say`owned through ${name(pattern)} (${name(path)} line ${ours(String(line))}) by ${whom}`;
  return [node('rule', 'plain', phrase, explainQuorum(file))];
}

/** People stand below the group that they count for; those who count for none stand after the groups. */
function explainQuorum(file: FileDecision): readonly DecisionNode[] {
  const placed = new Set(file.groups.flatMap(({ counted }) => counted));
  const heard = new Set(file.people.map(({ login }) => login.toLowerCase()));
  const groups = file.groups.map((group) => explainGroup(group, file.people, heard));
  const others = file.people.filter((person) => !(person.counts && placed.has(person.login)));
  return [...groups, ...others.map(explainOther)];
}

function explainGroup(
  group: GroupDecision,
  people: readonly PersonDecision[],
  heard: ReadonlySet<string>,
): DecisionNode {
  const from = group.from === 'code-owners' ? ours('code owners') : name(group.from);
  const phrase = say`${from}: ${ours(group.counted.length)} of ${ours(group.needed)}`;
  const counted = people.filter(({ login, counts }) => counts && group.counted.includes(login));
  // Whoever was barred and reviewed all the same is told among the reviewers.
  const barred = group.barred.filter(({ login }) => !heard.has(login.toLowerCase()));
  return node('group', group.verdict, phrase, [
    ...counted.map(({ because }) => node('person', 'approved', say`${because}: counts`)),
    ...barred.map(explainOther),
  ]);
}

function explainOther(person: PersonDecision): DecisionNode {
  if (person.counts) return node('person', 'passed-over', say`${person.because}: not needed`);
  if (person.rule === 'changes-requested') return node('person', 'pending', say`${person.because}: blocks`);
  return node('person', 'passed-over', say`${person.because}: does not count`);
}
