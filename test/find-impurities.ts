import { parseSync } from '@swc/core';

/** What answers differently each time that it is asked, or reaches out of the process. */
const FORBIDDEN_GLOBALS = new Set([
  'process',
  'fetch',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
]);
const FORBIDDEN_CALLS = new Set(['Date.now', 'Math.random', 'crypto.randomUUID', 'crypto.getRandomValues']);

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** Clocks, randomness and surroundings in a source that has to be pure (law 12), and imports that the arrows cannot see. */
export function findImpurities(source: string): string[] {
  const found: string[] = [];
  visit(parseSync(source, { syntax: 'typescript' }), found);
  return found;
}

function visit(value: unknown, found: string[]): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, found);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (isNode(value)) inspect(value, found);
  for (const [key, child] of Object.entries(value)) {
    // A property's name is no reference to a global.
    if (key === 'property' && isNode(child) && child.type === 'Identifier') continue;
    visit(child, found);
  }
}

function inspect(node: Node, found: string[]): void {
  if (node.type === 'MemberExpression') {
    const name = `${nameOf(node['object'])}.${nameOf(node['property'])}`;
    if (FORBIDDEN_CALLS.has(name)) found.push(name);
  }
  if (node.type === 'NewExpression' && nameOf(node['callee']) === 'Date') {
    if (!Array.isArray(node['arguments']) || node['arguments'].length === 0) found.push('new Date()');
  }
  if (node.type === 'CallExpression' && nameOf(node['callee']) === 'Date') found.push('Date()');
  if (node.type === 'Identifier' && FORBIDDEN_GLOBALS.has(nameOf(node))) found.push(nameOf(node));
  if (node.type === 'TsImportType') found.push('import() as a type');
}

function nameOf(value: unknown): string {
  return isNode(value) && value.type === 'Identifier' && typeof value['value'] === 'string' ? value['value'] : '';
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
