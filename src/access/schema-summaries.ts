import type { ErrorObject } from 'ajv/dist/2020.js';
import { pointersUpFrom } from './position.js';
import { findWording, type SchemaWording } from './schema-wording.js';

const SUMMARIES: ReadonlySet<string> = new Set(['oneOf', 'anyOf', 'if', 'propertyNames']);

/**
 * Leaves out what only repeats another error: that a choice failed, where errors of its branches say how; the branches,
 * where there are words for the whole choice; what a value of the wrong type lacks besides. A stranger's file can have tens of
 * thousands of errors, so none is held against each of the others.
 */
export function withoutSummaries(errors: readonly ErrorObject[], wordings: readonly SchemaWording[]): ErrorObject[] {
  const wrongTypes = new Set(errors.filter(isPlainType).map((error) => error.instancePath));
  const worded = new Set(errors.filter((error) => findWording(error, wordings) !== undefined));
  const choices = new Map<string, string[]>();
  for (const { instancePath, schemaPath } of worded) {
    choices.set(instancePath, [...(choices.get(instancePath) ?? []), schemaPath]);
  }
  const counts = countAtAndBelow(errors);
  const branches = findBranches(errors);
  return errors.filter((error) => {
    if (wrongTypes.has(error.instancePath)) return isPlainType(error);
    if (worded.has(error)) return true;
    if (choices.get(error.instancePath)?.some((choice) => isBelow(error.schemaPath, choice)) === true) return false;
    return SUMMARIES.has(error.keyword) ? counts.get(error.instancePath) === 1 : !isOtherBranch(error, branches);
  });
}

/** A wrong type that no branch of a choice could have allowed. */
function isPlainType(error: ErrorObject): boolean {
  return error.keyword === 'type' && !/\/(?:oneOf|anyOf)\//.test(error.schemaPath);
}

/** How many errors stand at a value and within it. */
function countAtAndBelow(errors: readonly ErrorObject[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { instancePath } of errors) {
    for (const pointer of pointersUpFrom(instancePath)) counts.set(pointer, (counts.get(pointer) ?? 0) + 1);
  }
  return counts;
}

/** By choice, and by value: the branch that says more than that the value's type is another one, or that several do. */
type Branches = ReadonlyMap<string, ReadonlyMap<string, string>>;
const SEVERAL = 'several';

function findBranches(errors: readonly ErrorObject[]): Branches {
  const found = new Map<string, Map<string, string>>();
  for (const { schemaPath, instancePath } of errors) {
    for (const match of schemaPath.matchAll(/\/(?:oneOf|anyOf)\/(\d+)(\/type$)?/g)) {
      const [whole, index = '', type] = match;
      if (type !== undefined) continue;
      const choice = schemaPath.slice(0, match.index + whole.length - index.length);
      const values = found.get(choice) ?? new Map<string, string>();
      found.set(choice, values);
      for (const pointer of pointersUpFrom(instancePath)) {
        const before = values.get(pointer) ?? index;
        values.set(pointer, before === index ? index : SEVERAL);
      }
    }
  }
  return found;
}

/** Of a choice between types, the branches of other types than the value's say nothing that helps. */
function isOtherBranch(error: ErrorObject, branches: Branches): boolean {
  const [, choice = '', index] = /^(.*\/(?:oneOf|anyOf)\/)(\d+)\/type$/.exec(error.schemaPath) ?? [];
  const branch = index === undefined ? undefined : branches.get(choice)?.get(error.instancePath);
  return branch !== undefined && branch !== index;
}

function isBelow(pointer: string, parent: string): boolean {
  return pointer === parent || pointer.startsWith(`${parent}/`);
}
