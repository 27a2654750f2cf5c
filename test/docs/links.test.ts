import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { listAnchors, ROOT, readPages, withoutCode } from './markdown.js';

/** `[text](target)`, and the targets of reference links. */
const LINK = /\]\(([^)\s]+)\)|^\[[^\]]+\]:\s+(\S+)/gm;

function listLinks(text: string): string[] {
  return [...withoutCode(text).matchAll(LINK)].map((match) => match[1] ?? match[2] ?? '');
}

/** null where the link leads to something. */
function findFault(page: string, link: string): string | null {
  const [target = '', anchor] = link.split('#');
  const path = target === '' ? page : normalize(join(dirname(page), target));
  if (path.startsWith('..') || !existsSync(join(ROOT, path))) return `${page}: there is no ${link}`;
  if (anchor === undefined) return null;
  if (statSync(join(ROOT, path)).isDirectory()) return `${page}: ${link} is a folder, which has no anchors`;
  return listAnchors(readFileSync(join(ROOT, path), 'utf8')).has(anchor) ? null : `${page}: no heading for ${link}`;
}

describe('the links of the docs', () => {
  test.each([
    ['a file that is not there', 'nowhere.md'],
    ['a heading that is not there', 'README.md#no-such-heading'],
    ['a file outside of the repository', '../elsewhere.md'],
  ])('%s would be found', (_name, link) => {
    expect(findFault('CONTRIBUTING.md', link)).not.toBeNull();
  });

  test.each(readPages().map(({ path, text }) => [path, text] as const))('%s links to what is there', (path, text) => {
    const links = listLinks(text).filter((link) => !/^[a-z]+:/.test(link));
    expect(links.flatMap((link) => findFault(path, link) ?? [])).toEqual([]);
  });

  test('links to other places are https', () => {
    const others = readPages().flatMap(({ text }) => listLinks(text).filter((link) => /^[a-z]+:/.test(link)));
    expect(others.filter((link) => !link.startsWith('https://'))).toEqual([]);
  });

  test('every page below docs is linked from the README or from a page that it links to', () => {
    const pages = readPages();
    const reached = new Set(['README.md']);
    for (const path of reached) {
      const text = pages.find((page) => page.path === path)?.text ?? '';
      for (const link of listLinks(text)) {
        const target = normalize(join(dirname(path), link.split('#')[0] ?? '')).replace(/\/$/, '');
        for (const page of pages) if (page.path === target || dirname(page.path) === target) reached.add(page.path);
      }
    }
    const lost = pages.filter(({ path }) => path.startsWith('docs/') && !reached.has(path));
    expect(lost.map(({ path }) => path)).toEqual([]);
  });
});
