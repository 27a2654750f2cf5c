import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROOT } from './markdown.js';

const NAME = "'([a-z]+(?:-[a-z0-9]+)*)'";

/** Every way in which the sources give a rule its name. */
const GIVEN = [
  `\\brule(?::| =) ${NAME}`,
  `\\b(?:faultAt|unknown|tooMany|nothing)\\(\\s*${NAME}`,
  `\\b(?:fileProblem|refuse)\\(\\s*[\\w.]+,\\s*${NAME}`,
  // The place of what is wrong comes first, once as a look for the replacement character.
  `\\brefuse\\(\\s*path,(?:[^']|'\\\\uFFFD')*?${NAME}`,
].map((pattern) => new RegExp(pattern, 'g'));

function readSources(): string {
  return readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(ROOT, 'src', name), 'utf8').replace(/^\s*(?:\*|\/\/).*$/gm, ''))
    .join('\n');
}

/** The kinds of a provider's error are the rules of the refusals that a run tells. */
function listErrorKinds(sources: string): string[] {
  const union = /type ProviderErrorKind =((?:\s*\| '[a-z-]+')+);/.exec(sources)?.[1] ?? '';
  return [...union.matchAll(/'([a-z-]+)'/g)].map(([, kind = '']) => kind);
}

/** A rule that is also compared has a constant of its own: `rule: NOT_VERIFIED`. */
function listConstants(sources: string): string[] {
  const constants = new Map(
    [...sources.matchAll(new RegExp(`\\bconst ([A-Z_]+) = ${NAME};`, 'g'))].map(([, key, name]) => [key, name]),
  );
  return [...sources.matchAll(/\brule: ([A-Z_]+)\b/g)].flatMap(([, key]) => constants.get(key) ?? []);
}

function listRulesOfSources(sources: string): Set<string> {
  const given = GIVEN.flatMap((pattern) => [...sources.matchAll(pattern)].map(([, name = '']) => name));
  return new Set([...given, ...listConstants(sources), ...listErrorKinds(sources)]);
}

/** The first column of the tables of docs/requests.md that are headed `rule`. */
function listRulesOfDocs(): string[] {
  const rules: string[] = [];
  let isRuleTable = false;
  for (const line of readFileSync(join(ROOT, 'docs/requests.md'), 'utf8').split('\n')) {
    const [first = ''] = line.split('|').slice(1, 2);
    if (!line.startsWith('|')) isRuleTable = false;
    else if (first.trim() === 'rule') isRuleTable = true;
    else if (isRuleTable && !first.includes('---')) rules.push(first.replaceAll('`', '').trim());
  }
  return rules;
}

describe('the rules of docs/requests.md', () => {
  const sources = readSources();
  const rules = listRulesOfDocs();
  const found = listRulesOfSources(sources);

  test('the sources are read well enough to know the rules that have been there from the beginning', () => {
    const known = [
      'over-maximum',
      'not-utf8',
      'file-mode',
      'direct-push',
      'dismissed',
      'codeowners-line',
      'wrong-target',
      'not-verified',
    ];
    expect([...found]).toEqual(
      expect.arrayContaining([...known, 'duration-or-expires', 'over-quota', 'too-many-files']),
    );
  });

  test('every rule of the sources is in a table', () => {
    expect([...found].filter((rule) => !rules.includes(rule)).sort()).toEqual([]);
  });

  test('every rule in a table is one of the sources', () => {
    expect(rules.filter((rule) => !found.has(rule))).toEqual([]);
  });

  test('no rule stands there twice', () => {
    expect(rules.filter((rule, index) => rules.indexOf(rule) !== index)).toEqual([]);
  });
});
