import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';

const FOLDER = join(import.meta.dirname, '__snapshots__');

/**
 * Compares Markdown with the document that is kept for people to read. `UPDATE_DOCUMENTS=1` writes it anew: look at
 * what git then says has changed.
 */
export function expectDocument(name: string, markdown: string): void {
  const path = join(FOLDER, `${name}.md`);
  if (process.env.UPDATE_DOCUMENTS === '1') writeFileSync(path, markdown);
  expect(markdown).toBe(readFileSync(path, 'utf8'));
}
