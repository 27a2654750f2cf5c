import { canonicalJson } from '../../plan/canonical-json.js';
import type { AllowComparison } from '../../plan/provider-rules.js';
import { coversAction, coversResource } from './cover-pattern.js';
import { type AllowedStatement, type AwsAllow, listOf } from './terms.js';

/** No longer `allow` fits into IAM's 2,048 characters of inline policy, and patterns of strangers are compared with each other. */
const LONGEST = 4 * 1024;
/** Where the owners do not state it: docs/adr/0008. */
const LONGEST_SESSION = '12h';

/** Whether `after` allows provably no more than `before` (law 5). What cannot be proved is taken for more. */
export function compareAllow(before: unknown, after: unknown): AllowComparison {
  const [one, other] = [canonicalJson(before), canonicalJson(after)];
  if (one === other) return 'same';
  if (one.length > LONGEST || other.length > LONGEST) return 'wider';
  // Both have passed the schema.
  const [old, next] = [before as AwsAllow, after as AwsAllow];
  if (!covers(old, next)) return 'wider';
  return covers(next, old) ? 'same' : 'narrower';
}

function covers(outer: AwsAllow, inner: AwsAllow): boolean {
  if (outer.assume_role !== undefined || inner.assume_role !== undefined) {
    return outer.assume_role === inner.assume_role && hoursOf(inner) <= hoursOf(outer);
  }
  const allowed = outer.statements ?? [];
  return (inner.statements ?? []).every((statement) => allowed.some((old) => coversStatement(old, statement)));
}

function hoursOf({ max_session: longest = LONGEST_SESSION }: AwsAllow): number {
  return Number.parseInt(longest, 10);
}

function coversStatement(outer: AllowedStatement, inner: AllowedStatement): boolean {
  return (
    listOf(inner.action).every((action) => listOf(outer.action).some((old) => coversAction(old, action))) &&
    listOf(inner.resource).every((one) => listOf(outer.resource).some((old) => coversResource(old, one))) &&
    holdsAll(conditionsOf(inner), conditionsOf(outer))
  );
}

/**
 * Each condition as one text: operator, key and values. Keys are compared without case, and neither order nor repetition of
 * values matters. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
 * null where a key stands twice, in different cases: which of them counts is not said.
 */
function conditionsOf({ condition = {} }: AllowedStatement): ReadonlyMap<string, string> | null {
  const conditions = new Map<string, string>();
  for (const [operator, keys] of Object.entries(condition)) {
    for (const [key, values] of Object.entries(keys)) {
      const name = canonicalJson([operator, key.toLowerCase()]);
      if (conditions.has(name)) return null;
      conditions.set(name, canonicalJson([...new Set(listOf(values))].sort()));
    }
  }
  return conditions;
}

/** All conditions of a statement have to hold, so more of them allow less. */
function holdsAll(all: ReadonlyMap<string, string> | null, some: ReadonlyMap<string, string> | null): boolean {
  return all !== null && some !== null && [...some].every(([name, values]) => all.get(name) === values);
}
