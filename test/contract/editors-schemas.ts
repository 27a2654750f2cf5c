import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { readAccessPath } from '../../src/access/access-path.js';

/** Our schemas as an editor has them: the files alone, none of Lapse's code. */

const FOLDER = fileURLToPath(new URL('../../schemas', import.meta.url));

export type JsonSchema = Readonly<Record<string, unknown>>;
export type Kind = 'request' | 'roles' | 'people' | 'config';
export const KINDS: readonly Kind[] = ['request', 'roles', 'people', 'config'];

/** All of them, by their path below `schemas/`. */
export const SCHEMAS: ReadonlyMap<string, JsonSchema> = new Map(
  readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name.replaceAll('\\', '/'), JSON.parse(readFileSync(join(FOLDER, name), 'utf8'))] as const),
);

const RFC_3339 =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;

/** `date-time` to the letter: https://www.rfc-editor.org/rfc/rfc3339#section-5.6, and the days of a month by 5.7. */
export function isDateTime(text: string): boolean {
  const [, year, month, day] = RFC_3339.exec(text) ?? [];
  if (year === undefined) return false;
  return Number(day) <= new Date(Date.UTC(2000 + (Number(year) % 400), Number(month), 0)).getUTCDate();
}

/** One with every schema in it, by its `$id`. */
export function createAjv(): Ajv2020 {
  // Taken out of its place, what stands below `propertyNames` does not say that it is about strings.
  const lax = { strictRequired: false, strictTypes: false };
  const ajv = new Ajv2020({ strict: true, ...lax, formats: { 'date-time': isDateTime } });
  for (const schema of SCHEMAS.values()) ajv.addSchema(schema);
  return ajv;
}

const ajv = createAjv();

/** A part of a schema, by its place: `roles.schema.json`, `#/$defs/role`. */
export function compilePart(using: Ajv2020, path: string, pointer: string): ValidateFunction {
  const id = SCHEMAS.get(path)?.['$id'];
  if (typeof id !== 'string') throw new Error(`no schema ${path} with an $id`);
  return using.compile({ $ref: id + pointer });
}

const WHOLE = new Map(KINDS.map((kind) => [kind, compilePart(ajv, `${kind}.schema.json`, '#')] as const));
const PROVIDER = 'providers/aws-iam.schema.json';
const TERMS = {
  allow: compilePart(ajv, PROVIDER, '#/$defs/allow'),
  target: compilePart(ajv, PROVIDER, '#/$defs/target'),
  name: compilePart(ajv, PROVIDER, '#/$defs/name'),
};

/** Whether the schemas alone accept a file's value, what is the provider's by the provider's schema. */
export function isAccepted(kind: Kind, value: unknown): boolean {
  if (WHOLE.get(kind)?.(value) !== true) return false;
  switch (kind) {
    case 'roles':
      return entriesOf(value, 'roles').every(([, role]) => TERMS.allow(Object(role).allow));
    case 'people':
      return entriesOf(value, 'people').every(([, person]) =>
        Object.entries(Object(person)).every(([key, name]) => key !== 'aws-iam' || TERMS.name(name)),
      );
    case 'config':
      return entriesOf(value, 'systems').every(
        ([, system]) => Object(system).provider !== 'aws-iam' || TERMS.target(Object(system).target),
      );
    case 'request':
      return true;
  }
}

function entriesOf(value: unknown, key: string): [string, unknown][] {
  return Object.entries(Object(Object(value)[key]));
}

export function kindOf(path: string): Kind | null {
  const { kind } = readAccessPath(path);
  return KINDS.find((one) => one === kind) ?? null;
}
