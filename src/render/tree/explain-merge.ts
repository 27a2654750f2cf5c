import { formatDuration } from '../../access/duration.js';
import type { Entitlement } from '../../plan/entitlement.js';
import type { Judgement, RequestedGrant } from '../judgement.js';
import { type DecisionNode, node } from './decision-node.js';
import { name, ours, type Part, say } from './phrase.js';

/** What stands at the provider after the merge, when the provider itself ends it (law 2), and the quotas that it uses. */
export function explainMerge(judgement: Judgement): readonly DecisionNode[] {
  if (judgement.decision.verdict === 'refused') return [];
  const plan = judgement.requested.flatMap(explainGrant);
  if (judgement.decision.kind === 'revocation') return plan;
  const quotas = judgement.quotaUses
    // Over the limit it is a problem, and said there.
    .filter(({ used, most }) => used <= most)
    .map(({ holder, used, most, unit }) =>
      node('quota', 'plain', say`${name(holder)}: ${ours(used)} of ${ours(most)} ${unit} after the merge`),
    );
  return [...plan, ...quotas];
}

function explainGrant(grant: RequestedGrant): readonly DecisionNode[] {
  return grant.entitlements.map((entitlement) => {
    const phrase = say`${name(grant.grant)}: ${entitlement.floorNote} (floor: ${sayFloor(entitlement)})`;
    const { id, system } = entitlement;
    return node('plan', 'plain', phrase, [node('entitlement', 'plain', say`${name(id)} in ${name(system)}`)]);
  });
}

/** Counted from the end of the window: the time of a merge to come is not known, and the comment does not change with the clock. */
function sayFloor({ floor, window }: Entitlement): Part {
  if (floor === null) return ours('none');
  const after = floor - window.end;
  return ours(after <= 0 ? 'the end' : `${formatDuration(after)} after the end`);
}
