import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { applyPatch } from '../../src/github/apply-patch.js';
import { blobId } from '../../src/github/blob.js';
import { buildsOnBase } from '../../src/github/builds-on-base.js';
import type { ListedFile } from '../../src/github/list-files.js';
import { sourceFile } from '../approval/facts-builder.js';

const folder = mkdtempSync(join(tmpdir(), 'lapse-patch-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** As GitHub gives it: git's hunks, without the lines before them. */
function diff(before: string, after: string): string {
  writeFileSync(join(folder, 'a'), before);
  writeFileSync(join(folder, 'b'), after);
  try {
    execFileSync('git', ['diff', '--no-index', '--no-color', 'a', 'b'], { cwd: folder });
    return '';
  } catch (error) {
    const text = String((error as { stdout: Buffer }).stdout);
    return text.slice(text.indexOf('@@')).replace(/\n$/, '');
  }
}

const LONG = Array.from({ length: 30 }, (_, index) => `line ${index}\n`).join('');

describe('a patch, applied to what it was made from, gives what it leads to, where', () => {
  test.each<[string, string, string]>([
    ['a line changes', LONG, LONG.replace('line 4\n', 'four\n')],
    ['lines change far apart', LONG, LONG.replace('line 4\n', 'four\nand more\n').replace('line 20\n', '')],
    ['lines come at the end', LONG, `${LONG}new\n`],
    ['lines come at the beginning', LONG, `new\n${LONG}`],
    ['the last line loses its end', LONG, LONG.slice(0, -1)],
    ['the last line gets one', LONG.slice(0, -1), LONG],
    ['there was nothing before', '', 'new\n'],
    ['nothing is left', 'old\n', ''],
    ['a line looks like the beginning of a hunk', LONG, LONG.replace('line 4\n', '@@ -1,2 +1,2 @@\n')],
    ['lines end in CR LF', LONG.replaceAll('\n', '\r\n'), LONG.replaceAll('\n', '\r\n').replace('line 4', 'four')],
  ])('%s', (_where, before, after) => {
    expect(applyPatch(before, diff(before, after))).toBe(after);
  });

  test('what is no patch gives nothing', () => {
    expect(applyPatch(LONG, 'line 4')).toBeNull();
    expect(applyPatch(LONG, '@@ -900,1 +900,1 @@\n-x\n+y')).toBeNull();
  });
});

describe('law 5: a branch that left the base before', () => {
  const OLD = `roles:\n  invoices:\n    max_duration: 8h\n${LONG}    resource: narrow\n`;
  const TIP = OLD.replace('invoices', 'billing');
  const HEAD = OLD.replace('narrow', 'wide');

  function judge(before: string | null, after: string | null, fields: Partial<ListedFile> = {}): boolean {
    const file = (text: string | null) =>
      text === null ? null : sourceFile('x', text, { oid: blobId(Buffer.from(text)) });
    const listed: ListedFile = { path: 'x', previousPath: null, status: 'modified', oid: 'a', ...fields };
    return buildsOnBase(listed, { before: file(before), after: file(after) });
  }

  test('shows its change where nobody has the role, and the merge makes it where somebody has: it does not build on it', () => {
    expect(judge(TIP, HEAD, { patch: diff(OLD, HEAD) })).toBe(false);
    expect(judge(OLD, HEAD, { patch: diff(OLD, HEAD) })).toBe(true);
  });

  test.each<[string, string | null, string | null, Partial<ListedFile>, boolean]>([
    ['a file that the base has had since is not new', TIP, HEAD, { status: 'added' }, false],
    ['a new file is', null, HEAD, { status: 'added' }, true],
    ['a file that the base no longer has is not built upon', null, HEAD, { patch: diff(OLD, HEAD) }, false],
    ['a removal leaves nothing', TIP, null, { status: 'removed' }, true],
    ['a copy says nothing of what was there', HEAD, HEAD, { status: 'copied' }, false],
    ['a move of what stands builds on it', TIP, TIP, { status: 'renamed' }, true],
    ['a move of what stood does not', TIP, OLD, { status: 'renamed' }, false],
    ['a change that GitHub does not show cannot be told', OLD, HEAD, {}, false],
    ['one that it shows in part cannot either', OLD, HEAD, { patch: diff(OLD, HEAD).slice(0, 40) }, false],
  ])('%s', (_what, before, after, fields, expected) => {
    expect(judge(before, after, fields)).toBe(expected);
  });

  test('what is no text is never built upon', () => {
    const bytes = Uint8Array.of(0xff, 0x0a);
    const file = sourceFile('x', '', { bytes });
    const listed: ListedFile = { path: 'x', previousPath: null, status: 'modified', oid: 'a', patch: '' };
    expect(buildsOnBase(listed, { before: file, after: { ...file, oid: 'c'.repeat(40) } })).toBe(false);
    expect(buildsOnBase(listed, { before: { ...file, bytes: null }, after: file })).toBe(false);
  });
});
