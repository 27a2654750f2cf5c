import { parseConditionTime } from './condition-time.js';
import { matchesArn, matchesWildcards } from './wildcards.js';

/** The request context: condition keys in any case, each with its values. */
export type Context = ReadonlyMap<string, readonly string[]>;

type Scalar = string | number | boolean;

/**
 * Operator → key → value or values, as it stands in a statement. Numbers and booleans may stand without quotes
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html).
 */
export type Condition = Readonly<Record<string, Readonly<Record<string, Scalar | readonly Scalar[]>>>>;

/** The value or values of a key as texts. */
export function textsOf(wanted: Scalar | readonly Scalar[]): string[] {
  return typeof wanted === 'object' ? wanted.map(String) : [String(wanted)];
}

/** Keys are compared without regard to case (IAM User Guide, "Condition element"). */
export function makeContext(entries: Iterable<readonly [string, readonly string[]]>): Context {
  const context = new Map<string, readonly string[]>();
  for (const [key, values] of entries) context.set(key.toLowerCase(), values);
  return context;
}

type Comparison = (given: string, wanted: string) => boolean;

function compareTimes(holds: (given: number, wanted: number) => boolean): Comparison {
  return (given, wanted) => {
    const [left, right] = [parseConditionTime(given), parseConditionTime(wanted)];
    return left !== undefined && right !== undefined && holds(left, right);
  };
}

function compareNumbers(holds: (given: number, wanted: number) => boolean): Comparison {
  return (given, wanted) => {
    const [left, right] = [Number(given), Number(wanted)];
    return !Number.isNaN(left) && !Number.isNaN(right) && holds(left, right);
  };
}

/** What an operator compares; the negated ones stand under their positive sibling in `NEGATED`. */
const COMPARISONS: Record<string, Comparison> = {
  StringEquals: (given, wanted) => given === wanted,
  StringEqualsIgnoreCase: (given, wanted) => given.toLowerCase() === wanted.toLowerCase(),
  StringLike: (given, wanted) => matchesWildcards(wanted, given),
  ArnEquals: (given, wanted) => matchesArn(wanted, given),
  ArnLike: (given, wanted) => matchesArn(wanted, given),
  Bool: (given, wanted) => given.toLowerCase() === wanted.toLowerCase(),
  DateEquals: compareTimes((given, wanted) => given === wanted),
  DateLessThan: compareTimes((given, wanted) => given < wanted),
  DateLessThanEquals: compareTimes((given, wanted) => given <= wanted),
  DateGreaterThan: compareTimes((given, wanted) => given > wanted),
  DateGreaterThanEquals: compareTimes((given, wanted) => given >= wanted),
  NumericEquals: compareNumbers((given, wanted) => given === wanted),
  NumericLessThan: compareNumbers((given, wanted) => given < wanted),
  NumericLessThanEquals: compareNumbers((given, wanted) => given <= wanted),
  NumericGreaterThan: compareNumbers((given, wanted) => given > wanted),
  NumericGreaterThanEquals: compareNumbers((given, wanted) => given >= wanted),
};

const NEGATED: Record<string, string> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  DateNotEquals: 'DateEquals',
  NumericNotEquals: 'NumericEquals',
};

/** A condition operator, taken apart. */
interface Operator {
  readonly name: string;
  readonly set: 'ForAllValues' | 'ForAnyValue' | undefined;
  readonly ifExists: boolean;
  readonly negated: boolean;
  readonly compare: Comparison;
}

/** Undefined for an operator that there is not, or that the sandbox does not evaluate (`IpAddress`, `BinaryEquals`). */
export function parseOperator(text: string): Operator | undefined {
  const [, set, name, ifExists] = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(text) ?? [];
  if (name === undefined) return undefined;
  const positive = Object.hasOwn(NEGATED, name) ? NEGATED[name] : name;
  const compare = positive !== undefined && Object.hasOwn(COMPARISONS, positive) ? COMPARISONS[positive] : undefined;
  if (compare === undefined) return undefined;
  const quantifier = set === 'ForAllValues' || set === 'ForAnyValue' ? set : undefined;
  return { name, set: quantifier, ifExists: ifExists !== undefined, negated: positive !== name, compare };
}

/** All operators and all keys must hold; of the values of one key, any one (or, negated, none). */
export function conditionHolds(condition: Condition, context: Context): boolean {
  for (const [operatorText, keys] of Object.entries(condition)) {
    for (const [key, wanted] of Object.entries(keys)) {
      if (!operatorHolds(operatorText, context.get(key.toLowerCase()), textsOf(wanted))) return false;
    }
  }
  return true;
}

/**
 * A key that is not there: false, but true for the negated operators, `…IfExists` and `ForAllValues`; `Null` asks for
 * just that (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).
 */
function operatorHolds(text: string, given: readonly string[] | undefined, wanted: readonly string[]): boolean {
  const absent = given === undefined || given.length === 0;
  if (text === 'Null') return wanted.some((value) => (value.toLowerCase() === 'true') === absent);
  const operator = parseOperator(text);
  if (operator === undefined) return false;
  if (absent)
    return operator.ifExists || operator.set === 'ForAllValues' || (operator.negated && operator.set === undefined);
  const matches = (value: string): boolean => wanted.some((one) => operator.compare(value, one)) !== operator.negated;
  if (operator.set === 'ForAnyValue') return given.some(matches);
  if (operator.set === 'ForAllValues' || operator.negated) return given.every(matches);
  return given.some(matches);
}
