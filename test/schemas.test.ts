import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import config from '../schemas/config.schema.json' with { type: 'json' };
import evidence from '../schemas/evidence.schema.json' with { type: 'json' };
import people from '../schemas/people.schema.json' with { type: 'json' };
import request from '../schemas/request.schema.json' with { type: 'json' };
import roles from '../schemas/roles.schema.json' with { type: 'json' };
import { readAccessPath } from '../src/access/access-path.js';

const SCHEMAS: readonly (readonly [string, Record<string, unknown>])[] = [
  ['request', request],
  ['roles', roles],
  ['people', people],
  ['config', config],
  ['evidence', evidence],
];

interface Field {
  readonly place: string;
  readonly schema: Record<string, unknown>;
}

/** Every part of a schema that an editor can show: those that a value may have by its name, its place or its kind. */
function fieldsOf(schema: Record<string, unknown>, place: string): Field[] {
  const fields = schema['$ref'] === undefined ? [{ place, schema }] : [];
  for (const group of ['properties', '$defs']) {
    for (const [name, part] of Object.entries(Object(schema[group])))
      fields.push(...fieldsOf(Object(part), `${place}/${name}`));
  }
  for (const key of ['items', 'additionalProperties']) {
    if (typeof schema[key] === 'object') fields.push(...fieldsOf(Object(schema[key]), `${place}/${key}`));
  }
  return fields;
}

describe.each(SCHEMAS)('the schema of %s', (name, schema) => {
  // Without `format`: what the pattern alone says has to be enough for the examples.
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true, formats: { 'date-time': true } });

  test('is strict JSON Schema 2020-12 with the public address', () => {
    expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(schema['$id']).toBe(`https://lapse.dev/schemas/${name}.schema.json`);
    expect(() => ajv.compile(schema)).not.toThrow();
  });

  test.each(fieldsOf(schema, name).map((field) => [field.place, field.schema] as const))(
    '%s has a title, a description and examples that fit',
    (_, field) => {
      expect(field).toMatchObject({ title: expect.stringMatching(/\S/), description: expect.stringMatching(/\.$/) });
      const examples: unknown = field['examples'];
      expect(Array.isArray(examples) && examples.length > 0).toBe(true);
      // The parts refer to the definitions of the whole.
      const { $id: _id, ...part } = field;
      const validate = ajv.compile({ ...part, $defs: schema['$defs'] ?? {} });
      for (const example of Array.isArray(examples) ? examples : []) {
        expect({ example, fits: validate(example), errors: validate.errors }).toEqual({
          example,
          fits: true,
          errors: null,
        });
      }
    },
  );

  test('knows its keys: an object says which there may be', () => {
    for (const { place, schema: field } of fieldsOf(schema, name)) {
      if (field['properties'] === undefined && field['propertyNames'] === undefined) continue;
      expect([place, field['additionalProperties']]).not.toEqual([place, undefined]);
    }
  });
});

describe('names', () => {
  const name = new RegExp(roles.properties.roles.propertyNames.pattern);
  const login = new RegExp(people.properties.people.propertyNames.pattern);

  test.each(['a', 'a-b', '0', '-a', 'A', 'a.b', 'a_b', '', 'x'.repeat(63), 'x'.repeat(64), 'a\n', '__proto__'])(
    'the schemas and the paths agree about the name %j',
    (text) => {
      expect(readAccessPath(`access/${text}/roles.yaml`).kind === 'roles').toBe(name.test(text));
    },
  );

  test.each([
    'alice',
    'al-ice',
    'al--ice',
    '-alice',
    'alice-',
    'Alice',
    'alice_acme',
    'a_b_c',
    '',
    'x'.repeat(39),
    'x'.repeat(40),
    'alice\n',
  ])('the schemas and the paths agree about the login %j', (text) => {
    expect(login.test(text)).toBe(readAccessPath(`access/sandbox/${text}/x.yaml`).kind === 'request');
  });
});
