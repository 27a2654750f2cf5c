import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { parseInstant } from './instant-text.js';
import { isRecord } from './record.js';

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
    validate = ajv.compile(extent === 'all' ? writeOut(schema, schema['$defs']) : schema);
    compiled[extent].set(schema, validate);
  }
  return validate(value) ? [] : (validate.errors ?? []);
}

/**
 * A schema, which may not contain itself, with each `$ref` to a part of its own replaced by that part: what ajv does not inline is a function of its own, and
 * each call of it copies all errors that were found before.
 */
function writeOut(schema: JsonSchema, parts: unknown): JsonSchema {
  const written = Object.entries(schema).filter(([key]) => key !== '$defs');
  return Object.fromEntries(
    written.flatMap(([key, value]) => {
      const part = key === '$ref' ? Object(parts)[String(value).replace('#/$defs/', '')] : undefined;
      return part === undefined ? [[key, writeOutValue(value, parts)]] : Object.entries(writeOut(part, parts));
    }),
  );
}

function writeOutValue(value: unknown, parts: unknown): unknown {
  if (Array.isArray(value)) return value.map((member) => writeOutValue(member, parts));
  return isRecord(value) ? writeOut(value, parts) : value;
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
