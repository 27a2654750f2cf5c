import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { parseInstant } from './instant-text.js';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Of every error there is, or of the first one: what strangers write may hold thousands. */
export type Extent = 'all' | 'first';

/** By schema object: each is compiled once, when it is first needed. */
const compiled = {
  all: new WeakMap<JsonSchema, ValidateFunction>(),
  first: new WeakMap<JsonSchema, ValidateFunction>(),
};

/** Made when they are first needed: it costs more than all else in a short run of the command line. */
const ajvs: { all?: Ajv2020; first?: Ajv2020 } = {};

/**
 * The errors of a value against a JSON Schema 2020-12.
 *
 * @throws where the schema itself is wrong; never because of the value.
 */
export function findSchemaErrors(schema: JsonSchema, value: unknown, extent: Extent = 'all'): readonly ErrorObject[] {
  let validate = compiled[extent].get(schema);
  if (validate === undefined) {
    const ajv = ajvs[extent] ?? createAjv(extent);
    ajvs[extent] = ajv;
    validate = ajv.compile(schema);
    compiled[extent].set(schema, validate);
  }
  return validate(value) ? [] : (validate.errors ?? []);
}

function createAjv(extent: Extent): Ajv2020 {
  return new Ajv2020({
    strict: true,
    // `not: { required: [...] }` names keys that stand beside it, which this would take for a slip.
    strictRequired: false,
    allErrors: extent === 'all',
    // Errors then carry the part of the schema that was not met, whose examples the cures quote.
    verbose: true,
    // ajv-formats takes a space for the T and leap seconds; our own parser is the one that the windows are made with.
    formats: { 'date-time': (text: string) => parseInstant(text) !== null },
  });
}
