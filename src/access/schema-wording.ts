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
