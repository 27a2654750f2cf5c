import type { ErrorObject } from 'ajv/dist/2020.js';
import { type Fault, faultAt, MAXIMUM_PROBLEMS, quote } from './fault.js';
import { nearestNames } from './nearest.js';
import { childPointer, pointerSteps } from './position.js';
import { isRecord } from './record.js';
import { withoutSummaries } from './schema-summaries.js';
import { findWording, type SchemaWording } from './schema-wording.js';
import { type Extent, findSchemaErrors, type JsonSchema } from './validator.js';

/**
 * Checks a value against a schema and says what is wrong in plain words, with JSON pointers below `base`. More than anybody is
 * told of is not put into words, which cost the most: then a fault only says where it is.
 */
export function findSchemaFaults(
  schema: JsonSchema,
  value: unknown,
  base: string,
  wordings: readonly SchemaWording[] = [],
  extent: Extent = 'all',
): Fault[] {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (const error of withoutSummaries(findSchemaErrors(schema, value, extent), wordings)) {
    if (faults.length >= MAXIMUM_PROBLEMS) {
      faults.push(toPlace(error, base));
      continue;
    }
    const fault = toFault(error, base, wordings);
    // Of several things wrong with one value, the first is enough.
    const identity = fault.rule === 'schema' ? fault.pointer : `${fault.rule} ${fault.pointer} ${fault.message}`;
    if (!seen.has(identity)) faults.push(fault);
    seen.add(identity);
  }
  return faults;
}

/** What it is a fault of is all that is asked of it. */
function toPlace({ instancePath, propertyName }: ErrorObject, base: string): Fault {
  const pointer = base + instancePath;
  const at = propertyName === undefined ? pointer : childPointer(pointer, propertyName);
  return faultAt('schema', at, 'There is more that does not fit.', 'Mend the others first.');
}

function toFault(error: ErrorObject, base: string, wordings: readonly SchemaWording[]): Fault {
  const pointer = base + error.instancePath;
  const wording = findWording(error, wordings);
  if (wording !== undefined) {
    const has = isRecord(error.data) && Object.hasOwn(error.data, wording.key);
    const at = has ? childPointer(pointer, wording.key) : pointer;
    return { ...faultAt(wording.rule, at, wording.message(error.data), wording.cure), on: 'key' };
  }
  const name = nameOf(pointer);
  switch (error.keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return unknownKey(error, pointer);
    case 'required': {
      const key = String(error.params['missingProperty']);
      const message = `${capital(name)} lacks the key ${key}.`;
      return {
        ...faultAt('missing-key', pointer, message, `Add ${key}${example(propertyOf(error, key))}.`),
        on: 'key',
      };
    }
    case 'type':
      return wrongType(error, pointer, name);
    case 'enum':
    case 'const':
      return faultAt('schema', pointer, `${capital(name)} is ${show(error.data)}.`, `Use ${allowed(error)}.`);
    default:
      break;
  }
  if (error.propertyName !== undefined) {
    const message = `${quote(error.propertyName)} is no name that can stand here.`;
    const cure = 'Use lower-case letters, digits and hyphens.';
    return { ...faultAt('schema', childPointer(pointer, error.propertyName), message, cure), on: 'key' };
  }
  const message = `${capital(name)} is ${show(error.data)}: it ${reasonOf(error)}.`;
  return faultAt('schema', pointer, message, cureOf(error));
}

function unknownKey(error: ErrorObject, pointer: string): Fault {
  const key = String(error.params['additionalProperty'] ?? error.params['unevaluatedProperty']);
  const properties = isRecord(error.parentSchema) ? error.parentSchema['properties'] : undefined;
  const known = isRecord(properties) ? Object.keys(properties) : [];
  const [near] = nearestNames(key, known);
  const cure = near === undefined ? `Remove it; known keys are ${known.join(', ')}.` : `Write ${near}.`;
  return {
    ...faultAt('unknown-key', childPointer(pointer, key), `Lapse knows no key ${quote(key)} here.`, cure),
    on: 'key',
  };
}

function wrongType(error: ErrorObject, pointer: string, name: string): Fault {
  const wanted = String(error.params['type']);
  if (wanted === 'string' && (typeof error.data === 'number' || typeof error.data === 'boolean')) {
    const message = `${capital(name)} is the ${typeof error.data} ${show(error.data)}, not text.`;
    return faultAt('unquoted', pointer, message, quoteCure(error));
  }
  const message = `${capital(name)} is ${show(error.data)}, where ${article(wanted)} is wanted.`;
  return faultAt('schema', pointer, message, cureOf(error));
}

/** Quoting alone helps only where the text then has the right form: `duration: 4` lacks its unit. */
function quoteCure(error: ErrorObject): string {
  const text = String(error.data);
  const pattern = isRecord(error.parentSchema) ? error.parentSchema['pattern'] : undefined;
  const fits = typeof pattern !== 'string' || new RegExp(pattern, 'u').test(text);
  return fits ? `Quote it: "${text}".` : cureOf(error);
}

/** Keywords of JSON Schema in plain words; https://json-schema.org/draft/2020-12/json-schema-validation */
function reasonOf(error: ErrorObject): string {
  const limit = String(error.params['limit'] ?? '');
  const reasons: Record<string, string> = {
    pattern: 'does not have the right form',
    format: 'is no time that the calendar has from 2000 to 2099, in UTC',
    minLength: 'is too short',
    maxLength: `is longer than ${limit} characters`,
    minItems: `has fewer than ${limit} entries`,
    maxItems: `has more than ${limit} entries`,
    minProperties: 'is empty',
    maxProperties: `has more than ${limit} keys`,
    minimum: `is less than ${limit}`,
    maximum: `is more than ${limit}`,
    uniqueItems: 'names the same thing twice',
  };
  return reasons[error.keyword] ?? 'does not fit';
}

function article(type: string): string {
  const words: Record<string, string> = {
    object: 'a mapping',
    array: 'a list',
    string: 'text',
    integer: 'a whole number',
  };
  return words[type] ?? type;
}

function cureOf(error: ErrorObject): string {
  const schema: unknown = error.parentSchema;
  const title = isRecord(schema) && typeof schema['title'] === 'string' ? schema['title'].toLowerCase() : 'value';
  const shown = example(schema);
  return shown === '' ? `Mend the ${title}.` : `Mend the ${title}${shown}.`;
}

function example(schema: unknown): string {
  if (!isRecord(schema) || !Array.isArray(schema['examples']) || schema['examples'].length === 0) return '';
  return `, such as ${JSON.stringify(schema['examples'][0])}`;
}

function propertyOf(error: ErrorObject, key: string): unknown {
  const schema: unknown = error.parentSchema;
  if (!isRecord(schema) || !isRecord(schema['properties'])) return undefined;
  return Object.hasOwn(schema['properties'], key) ? schema['properties'][key] : undefined;
}

function allowed(error: ErrorObject): string {
  const values: unknown = error.params['allowedValues'] ?? [error.params['allowedValue']];
  return Array.isArray(values) ? values.map((value) => JSON.stringify(value)).join(', ') : 'another value';
}

function nameOf(pointer: string): string {
  return pointerSteps(pointer).at(-1)?.slice(0, 80) || 'the file';
}

function capital(name: string): string {
  return name === 'the file' ? 'The file' : name;
}

/** What holds others is named and not written out: to write what is nested deep takes more stack than there is. */
function show(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object' && value !== null)
    return Object.keys(value).length === 0 ? 'an empty mapping' : 'a mapping';
  return quoteJson(JSON.stringify(value) ?? String(value));
}

function quoteJson(json: string): string {
  return json.length > 80 ? `${json.slice(0, 80)}…` : json;
}
