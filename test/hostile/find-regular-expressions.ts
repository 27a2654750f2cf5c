import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from '@swc/core';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A regular expression of ours, and where it stands first. */
export interface FoundExpression {
  readonly source: string;
  readonly flags: string;
  readonly path: string;
}

export interface FoundExpressions {
  /** Each once, wherever else it stands. */
  readonly literals: readonly FoundExpression[];
  /** `path: RegExp` of what makes one of a value at run time. */
  readonly made: readonly string[];
}

/** Every regular expression of the code that ships. */
export function findInSources(): FoundExpressions {
  const paths = ['src', 'action'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name}`)
      .filter((path) => path.endsWith('.ts') && !path.startsWith('action/dist/')),
  );
  const found = paths.map((path) => findInSource(path, readFileSync(join(ROOT, path), 'utf8')));
  return { literals: once(found.flatMap(({ literals }) => literals)), made: found.flatMap(({ made }) => made) };
}

/** Every `pattern` of the public schemas; ajv reads them with the flag `u`. */
export function findInSchemas(): readonly FoundExpression[] {
  const folder = join(ROOT, 'schemas');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  const found: FoundExpression[] = [];
  for (const name of names) {
    visit(JSON.parse(readFileSync(join(folder, name), 'utf8')), ({ pattern, patternProperties }) => {
      const sources = [pattern, ...Object.keys(Object(patternProperties))];
      for (const source of sources) {
        if (typeof source === 'string') found.push({ source, flags: 'u', path: `schemas/${name}` });
      }
    });
  }
  return once(found);
}

/** Methods of texts that make a regular expression of a text. */
const MAKING_METHODS: ReadonlySet<string> = new Set(['match', 'matchAll', 'search']);

export function findInSource(path: string, text: string): FoundExpressions {
  const literals: FoundExpression[] = [];
  const made: string[] = [];
  visit(parseSync(text, { syntax: 'typescript' }), (node) => {
    if (node['type'] === 'RegExpLiteral' && typeof node['pattern'] === 'string') {
      literals.push({ source: node['pattern'], flags: String(node['flags']), path });
    }
    const maker = makerOf(node);
    if (maker !== null) made.push(`${path}: ${maker}`);
  });
  return { literals: once(literals), made };
}

function makerOf(node: Node): string | null {
  if (node['type'] !== 'NewExpression' && node['type'] !== 'CallExpression') return null;
  const callee = Object(node['callee']);
  if (callee.type === 'Identifier') return callee.value === 'RegExp' ? 'RegExp' : null;
  const name: unknown = callee.type === 'MemberExpression' ? Object(callee.property).value : null;
  const [first] = Array.isArray(node['arguments']) ? node['arguments'] : [];
  const isMade = first !== undefined && Object(Object(first).expression).type !== 'RegExpLiteral';
  return isMade && typeof name === 'string' && MAKING_METHODS.has(name) ? name : null;
}

type Node = Readonly<Record<string, unknown>>;

function visit(value: unknown, see: (node: Node) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) see(value as Node);
  for (const child of Object.values(value)) visit(child, see);
}

function once(all: readonly FoundExpression[]): FoundExpression[] {
  return [...new Map(all.map((one) => [`/${one.source}/${one.flags}`, one] as const)).values()];
}
