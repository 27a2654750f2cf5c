import type { ErrorObject } from 'ajv/dist/2020.js';
import { isRecord } from './record.js';

/** Words for a part of a schema whose own error would say too little. */
export interface SchemaWording {
  /** The `title` of the part, and the keyword in it that was not met. */
  readonly title: string;
  readonly keyword: 'oneOf' | 'not';
  readonly rule: string;
  readonly message: (value: unknown) => string;
  readonly cure: string;
  /** The key, within the value, that shows the fault best where it is there. */
  readonly key: string;
}

const SUMMARIES: ReadonlySet<string> = new Set(['oneOf', 'anyOf', 'if', 'propertyNames']);

/**
 * Leaves out what only repeats another error: that a choice failed, where errors of its branches say how; the branches,
 * where there are words for the whole choice; what a value of the wrong type lacks besides.
 */
export function withoutSummaries(errors: readonly ErrorObject[], wordings: readonly SchemaWording[]): ErrorObject[] {
  const wrongTypes = new Set(errors.filter((error) => isPlainType(error)).map((error) => error.instancePath));
  const worded = errors.filter((error) => findWording(error, wordings) !== undefined);
  return errors.filter((error) => {
    if (wrongTypes.has(error.instancePath)) return isPlainType(error);
    if (worded.includes(error)) return true;
    if (
      worded.some(
        (choice) => choice.instancePath === error.instancePath && isBelow(error.schemaPath, choice.schemaPath),
      )
    ) {
      return false;
    }
    if (!SUMMARIES.has(error.keyword)) return !isOtherBranch(error, errors);
    return !errors.some((other) => other !== error && isBelow(other.instancePath, error.instancePath));
  });
}

/** A wrong type that no branch of a choice could have allowed. */
function isPlainType(error: ErrorObject): boolean {
  return error.keyword === 'type' && !/\/(?:oneOf|anyOf)\//.test(error.schemaPath);
}

/** Of a choice between types, the branches of other types than the value's say nothing that helps. */
function isOtherBranch(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  const branch = /^(.*\/(?:oneOf|anyOf)\/)(\d+)\/type$/.exec(error.schemaPath);
  if (branch === null) return false;
  const [, choice = '', index = ''] = branch;
  const ofOthers = errors.filter(
    (other) => other.schemaPath.startsWith(choice) && !other.schemaPath.startsWith(`${choice}${index}/`),
  );
  const wrongToo = new Set(ofOthers.filter((other) => /^\d+\/type$/.test(other.schemaPath.slice(choice.length))));
  return ofOthers.some((other) => !wrongToo.has(other) && isBelow(other.instancePath, error.instancePath));
}

/** The words for an error, if there are any. */
export function findWording(error: ErrorObject, wordings: readonly SchemaWording[]): SchemaWording | undefined {
  const schema: unknown = error.parentSchema;
  if (!isRecord(schema)) return undefined;
  const given = wordings.find(({ title, keyword }) => error.keyword === keyword && schema['title'] === title);
  return given ?? (error.keyword === 'oneOf' ? wordChoiceOfKeys(schema['oneOf']) : undefined);
}

/** `oneOf: [{ required: [a] }, { required: [b] }]`, as providers' schemas have it too: both or neither is there. */
function wordChoiceOfKeys(branches: unknown): SchemaWording | undefined {
  const keys: string[] = [];
  for (const branch of Array.isArray(branches) ? branches : []) {
    // `properties` beside it only names the key again, for ajv's strict mode.
    const isChoice = isRecord(branch) && Object.keys(branch).every((key) => key === 'required' || key === 'properties');
    const required: unknown = isChoice ? branch['required'] : undefined;
    if (!Array.isArray(required) || required.length !== 1) return undefined;
    keys.push(String(required[0]));
  }
  return {
    title: '',
    keyword: 'oneOf',
    rule: 'exactly-one-key',
    message: (value) => {
      const there = keys.filter((key) => isRecord(value) && Object.hasOwn(value, key));
      return there.length > 0 ? `There are ${there.join(' and ')} at once.` : `There is none of ${keys.join(', ')}.`;
    },
    cure: `Give exactly one of ${keys.join(', ')}.`,
    key: keys.at(-1) ?? '',
  };
}

function isBelow(pointer: string, parent: string): boolean {
  return pointer === parent || pointer.startsWith(`${parent}/`);
}
