import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const FOLDER = join(ROOT, 'src/github');

/** By source file: what holds or builds a document of GraphQL, and how many documents there are. */
const SOURCES = readdirSync(FOLDER).map((name) => {
  const text = readFileSync(join(FOLDER, name), 'utf8');
  const named = text.matchAll(/^(?:export )?(?:const|function) ([A-Z_]+_(?:QUERY|QUERIES|MUTATION)|write\w+Query)\b/gm);
  const documents = text.match(/^(query|mutation) ?[({]|`(query|mutation) ?[({]/gm) ?? [];
  return { name, names: [...named].map((match) => match[1] ?? ''), documents: documents.length };
});

test('every document of GraphQL has a name by which it is found', () => {
  const wrong = SOURCES.filter(({ names, documents }) => names.length !== documents);
  expect(wrong).toEqual([]);
  expect(SOURCES.flatMap(({ names }) => names).length).toBeGreaterThanOrEqual(10);
});

test('every query and mutation of the adapter is held to the published schema', () => {
  const held = readFileSync(join(ROOT, 'test/github/queries.test.ts'), 'utf8').replace(/^import .*$/gm, '');
  const missing = SOURCES.flatMap(({ names }) => names).filter((name) => !new RegExp(`\\b${name}\\b`).test(held));
  expect(missing).toEqual([]);
});
