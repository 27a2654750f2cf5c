import { formatDuration } from '../../access/duration.js';
import { type Judgement, passesApprovalCheck, passesRequestCheck } from '../judgement.js';
import { type DecisionNode, node, type Sign } from './decision-node.js';
import { explainFile } from './explain-file.js';
import { explainMerge } from './explain-merge.js';
import { explainPeople } from './explain-people.js';
import { explainWaiting } from './explain-waiting.js';
import { name, ours, type Phrase, say } from './phrase.js';

/** All that Lapse has to say about a pull request, as the one tree that every medium renders (design §5). */
export function explainJudgement(judgement: Judgement): DecisionNode {
  const { decision } = judgement;
  const headline = findHeadline(judgement);
  // Where the pull request as a whole is refused, no file was looked at.
  const files = decision.reasons.length > 0 ? [] : decision.files.map(explainFile);
  return node('pull-request', headline.sign, headline.phrase, [
    ...explainProblems(judgement),
    ...explainReasons(judgement),
    ...explainWaiting(decision),
    ...explainPeople(judgement),
    ...explainState(judgement),
    ...explainMerge(judgement),
    ...files,
  ]);
}

function findHeadline(judgement: Judgement): { readonly sign: Sign; readonly phrase: Phrase } {
  const { decision, blockedBy, mergeRefusal } = judgement;
  if (!passesRequestCheck(judgement)) return { sign: 'refused', phrase: say`The request needs a change` };
  if (decision.verdict === 'refused') return { sign: 'refused', phrase: say`This cannot be approved as it is` };
  if (blockedBy.length > 0) {
    const numbers = blockedBy.map((number) => `pull request ${number}`).join(', ');
    return { sign: 'held', phrase: say`Held by ${ours(numbers)}` };
  }
  if (!passesApprovalCheck(judgement)) return { sign: 'pending', phrase: say`Waiting for approval` };
  if (mergeRefusal !== null) return { sign: 'held', phrase: say`Approved, and not merged` };
  if (decision.kind === 'nothing-of-ours') return { sign: 'approved', phrase: say`Nothing of Lapse in here` };
  const isRevocation = decision.kind === 'revocation';
  return { sign: 'approved', phrase: isRevocation ? say`Ends access: needs no approval` : say`Approved` };
}

function explainProblems({ problems, quotaFaults }: Judgement): readonly DecisionNode[] {
  return [
    ...problems.map(({ severity, path, line, message, cure, rule }) =>
      node(
        'problem',
        severity === 'error' ? 'refused' : 'warning',
        say`${name(path)} line ${ours(String(line))}: ${message} ${cure} (${ours(rule)})`,
      ),
    ),
    ...quotaFaults.map(({ message, cure, rule }) =>
      node('problem', 'refused', say`${message} ${cure} (${ours(rule)})`),
    ),
  ];
}

function explainReasons({ decision, problems }: Judgement): readonly DecisionNode[] {
  if (decision.reasons.length > 0) {
    return decision.reasons.map(({ message, cure, rule }) =>
      node('reason', 'refused', say`${message} ${cure} (${ours(rule)})`),
    );
  }
  // What is wrong with a file is told as its problem already.
  const told = new Set(problems.filter(({ severity }) => severity === 'error').map(({ path }) => path));
  return decision.files
    .filter(({ verdict, path }) => verdict === 'refused' && !told.has(path))
    .map(({ path, because }) => node('reason', 'refused', say`${name(path)}: ${because}`));
}

/** What else people have to know before they look for a reviewer or a button. */
function explainState({ facts, decision, blockedBy, mergeRefusal }: Judgement): readonly DecisionNode[] {
  const notes = blockedBy.map((number) =>
    node(
      'note',
      'held',
      say`Pull request ${ours(String(number))} has the same head commit and does not pass: close it, or push to this one`,
    ),
  );
  if (mergeRefusal !== null)
    notes.push(node('note', 'held', say`Lapse could not merge it; GitHub says: ${mergeRefusal}`));
  if (facts.commanded !== null) {
    const { by, grant, length } = facts.commanded;
    const longer = ours(formatDuration(length));
    notes.push(node('note', 'plain', say`${by.login} asked for it in a comment: ${name(grant)} longer by ${longer}`));
  }
  if (facts.isDraft)
    notes.push(node('note', 'plain', say`This is a draft: it is not merged before it is ready for review`));
  if (decision.kind === 'revocation' && decision.verdict === 'approved') {
    notes.push(node('note', 'plain', say`${decision.summary}`));
  }
  if (decision.kind === 'policy') notes.push(...explainPolicy(facts.url, decision.verdict === 'approved'));
  return notes;
}

function explainPolicy(url: string, isApproved: boolean): readonly DecisionNode[] {
  const checks = { label: 'the checks', url: `${url}/checks` };
  const effect = say`${name('access-validate')} in ${checks} lists what it does to the grants that stand`;
  const merge = say`Lapse does not merge policy changes: people do`;
  return [node('note', 'plain', effect), ...(isApproved ? [node('note', 'plain', merge)] : [])];
}
