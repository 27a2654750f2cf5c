import { type Condition, type Context, conditionHolds } from './conditions.js';
import { listOf, type Statement, statementsOf } from './policy-document.js';
import { fillVariables, fillVariablesIn } from './policy-variables.js';
import { matchesArn, matchesWildcards } from './wildcards.js';

/** What is asked: one action (`service:Name`) on one resource (an ARN or `*`). */
export interface Question {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

/** `matched` names the policies whose statements led to the decision, once for each statement. */
export interface Decision {
  readonly decision: 'allowed' | 'explicitDeny' | 'implicitDeny';
  readonly matched: readonly string[];
}

/**
 * Decides by the policies of one principal, given as name → text: a Deny that matches wins, else an Allow that matches,
 * else no (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
 */
export function evaluatePolicies(policies: ReadonlyMap<string, string>, question: Question): Decision {
  const allows: string[] = [];
  const denies: string[] = [];
  for (const [name, text] of policies) {
    for (const statement of statementsOf(text)) {
      if (!statementMatches(statement, question)) continue;
      (statement.Effect === 'Deny' ? denies : allows).push(name);
    }
  }
  if (denies.length > 0) return { decision: 'explicitDeny', matched: denies };
  if (allows.length > 0) return { decision: 'allowed', matched: allows };
  return { decision: 'implicitDeny', matched: [] };
}

function statementMatches(statement: Statement, question: Question): boolean {
  return (
    actionMatches(statement, question.action) &&
    resourceMatches(statement, question) &&
    conditionMatches(statement.Condition, question.context)
  );
}

/** Action names are compared without regard to case (IAM User Guide, "Action element"). */
export function actionMatches(statement: Statement, action: string): boolean {
  const matches = (pattern: string): boolean => matchesWildcards(pattern.toLowerCase(), action.toLowerCase());
  if (statement.NotAction !== undefined) return !listOf(statement.NotAction).some(matches);
  return listOf(statement.Action).some(matches);
}

function resourceMatches(statement: Statement, { resource, context }: Question): boolean {
  const matches = (pattern: string): boolean => {
    const filled = fillVariables(pattern, context);
    return filled !== undefined && resourceFits(filled, resource);
  };
  if (statement.NotResource !== undefined) return !listOf(statement.NotResource).some(matches);
  return listOf(statement.Resource).some(matches);
}

// A resource of `*` asks for all of them, which only a pattern that matches the star itself covers.
function resourceFits(pattern: string, resource: string): boolean {
  return resource === '*' ? pattern === '*' : matchesArn(pattern, resource);
}

/** False too where a policy variable in it has no value. */
export function conditionMatches(condition: Condition | undefined, context: Context): boolean {
  if (condition === undefined) return true;
  const filled = fillVariablesIn(condition, context);
  return filled !== undefined && conditionHolds(filled, context);
}
