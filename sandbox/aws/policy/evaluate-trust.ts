import type { Context } from './conditions.js';
import { actionMatches, conditionMatches } from './evaluate-policy.js';
import { listOf, type Statement, statementsOf } from './policy-document.js';

/** Who asks to assume a role: an AWS principal by account and ARNs, or an OIDC provider by ARN. */
export type Assumer =
  | { readonly kind: 'AWS'; readonly account: string; readonly arns: readonly string[] }
  | { readonly kind: 'Federated'; readonly arn: string };

/**
 * What a trust policy says of an assumer: `direct` if a statement names it, `account` if only its whole account is trusted
 * (whose own policies then decide), `no` if no statement does or one denies
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html).
 */
export function evaluateTrust(
  trust: string,
  assumer: Assumer,
  question: { readonly action: string; readonly context: Context },
): 'direct' | 'account' | 'no' {
  let answer: 'direct' | 'account' | 'no' = 'no';
  for (const statement of statementsOf(trust)) {
    if (!actionMatches(statement, question.action)) continue;
    const named = principalMatches(statement, assumer);
    if (named === 'no' || !conditionMatches(statement.Condition, question.context)) continue;
    if (statement.Effect === 'Deny') return 'no';
    if (answer !== 'direct') answer = named;
  }
  return answer;
}

function principalMatches({ Principal: principal }: Statement, assumer: Assumer): 'direct' | 'account' | 'no' {
  if (principal === undefined) return 'no';
  if (principal === '*') return 'direct';
  if (assumer.kind === 'Federated') return listOf(principal['Federated']).includes(assumer.arn) ? 'direct' : 'no';
  const trusted = listOf(principal['AWS']);
  if (trusted.includes('*') || assumer.arns.some((arn) => trusted.includes(arn))) return 'direct';
  const account = [assumer.account, `arn:aws:iam::${assumer.account}:root`];
  return account.some((name) => trusted.includes(name)) ? 'account' : 'no';
}
