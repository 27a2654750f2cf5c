import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { CORE_SCHEMA, load } from 'js-yaml';
import { listCodeBlocks, ROOT, readPages } from '../docs/markdown.js';
import {
  compilePart,
  createAjv,
  isAccepted,
  isDateTime,
  type JsonSchema,
  KINDS,
  kindOf,
  SCHEMAS,
} from './editors-schemas.js';

/** What an editor does with our schemas: read them, offer their examples, and underline what does not fit. */

const ajv = createAjv();

/** Every subschema with examples, as a JSON pointer; data (`examples`, `default`, `enum`) is not looked into. */
function findExamples(schema: unknown, pointer: string): { pointer: string; examples: readonly unknown[] }[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { examples } = schema as JsonSchema;
  const own = Array.isArray(examples) && !pointer.endsWith('/properties') ? [{ pointer, examples }] : [];
  const parts = Object.entries(schema).filter(([key]) => !['examples', 'default', 'enum', 'const'].includes(key));
  return [
    ...own,
    ...parts.flatMap(([key, part]) =>
      findExamples(part, `${pointer}/${encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))}`),
    ),
  ];
}

const EXAMPLES = [...SCHEMAS].flatMap(([path, schema]) =>
  findExamples(schema, '#').flatMap(({ pointer, examples }) =>
    examples.map((example) => [`${path}${pointer} ${JSON.stringify(example)}`, path, pointer, example] as const),
  ),
);

describe('the schemas', () => {
  test('a schema that is none is found', () => {
    expect(new Ajv2020().validateSchema({ type: 'sting', required: 'role' })).toBe(false);
  });

  test.each([...SCHEMAS])('%s fits the meta-schema of 2020-12', (_, schema) => {
    const own = new Ajv2020({ allErrors: true });
    expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
    expect({ fits: own.validateSchema(schema), errors: own.errors }).toEqual({ fits: true, errors: null });
  });

  test('there is one for each kind of file, one for the evidence and one for the provider', () => {
    const others = ['evidence.schema.json', 'providers/aws-iam.schema.json'];
    const names = [...KINDS.map((kind) => `${kind}.schema.json`), ...others];
    expect([...SCHEMAS.keys()].sort()).toEqual(names.sort());
  });

  test('each has examples', () => {
    expect(EXAMPLES.length).toBeGreaterThan(70);
    expect(new Set(EXAMPLES.map(([, path]) => path))).toEqual(new Set(SCHEMAS.keys()));
  });

  test.each(EXAMPLES)('%s fits the part that it stands in', (_name, path, pointer, example) => {
    const validate = compilePart(ajv, path, pointer);
    expect({ fits: validate(example), errors: validate.errors }).toEqual({ fits: true, errors: null });
  });
});

describe('date-time', () => {
  test.each(['2026-02-29T00:00:00Z', '2026-04-31T00:00:00Z', '2026-11-22 10:00:00Z', '2026-11-22T10:00Z', 'tomorrow'])(
    '%s is none',
    (text) => expect(isDateTime(text)).toBe(false),
  );
  test.each(['2028-02-29T00:00:00Z', '2000-02-29t00:00:00z', '2026-11-22T10:00:60.5-23:59'])('%s is one', (text) =>
    expect(isDateTime(text)).toBe(true),
  );
});

/** The YAML of the documentation that says its path, and the files that stand in `access/` themselves. */
const documents = readPages()
  .flatMap(listCodeBlocks)
  .flatMap(({ page, line, text }) => {
    const path = /^# (access\/\S+)$/m.exec(text.split('\n', 1)[0] ?? '')?.[1];
    return path === undefined ? [] : [{ name: `${page}:${line} ${path}`, path, text }];
  });
const standing = readdirSync(join(ROOT, 'access'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.ya?ml$/.test(name))
  .map((name) => `access/${name.replaceAll('\\', '/')}`)
  .map((path) => ({ name: path, path, text: readFileSync(join(ROOT, path), 'utf8') }));

describe('the examples of the documentation in an editor', () => {
  test('each kind of file is among them', () => {
    const kinds = new Set(documents.map(({ path }) => kindOf(path)));
    expect([...kinds].sort()).toEqual([...KINDS].sort());
  });

  test.each([...documents, ...standing].map(({ name, path, text }) => [name, path, text] as const))(
    '%s has no line under it',
    (_name, path, text) => {
      const kind = kindOf(path);
      if (kind === null) throw new Error(`${path} is no file of ours`);
      expect(isAccepted(kind, load(text, { schema: CORE_SCHEMA }))).toBe(true);
    },
  );
});
