import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { readAccessPath } from '../../src/access/access-path.js';
import type { SourceFile } from '../../src/access/source-file.js';
import { validateTree } from '../../src/access/validate-tree.js';
import { parseCodeOwners } from '../../src/approval/parse-codeowners.js';
import { providers } from '../../src/providers/providers.js';
import { listCodeBlocks, readPages } from './markdown.js';

/** The examples name times; they are judged the day before. */
const NOW = Date.UTC(2026, 10, 22, 12);

interface Example {
  readonly page: string;
  readonly line: number;
  readonly path: string;
  readonly file: SourceFile;
}

const blocks = readPages().flatMap(listCodeBlocks);
const examples = blocks.flatMap((block): Example[] => {
  const path = /^# ((?:access|\.github)\/\S+)$/m.exec(block.text.split('\n', 1)[0] ?? '')?.[1];
  if (path === undefined) return [];
  return [{ page: block.page, line: block.line, path, file: toFile(path, block.text) }];
});
const files = examples.filter(({ path }) => path.startsWith('access/'));

/** What all examples are held to: the first of each policy file in docs/roles.md, which belong together. */
const policy = new Map<string, SourceFile>();
for (const { page, path, file } of files) {
  if (page === 'docs/roles.md' && readAccessPath(path).kind !== 'request' && !policy.has(path)) policy.set(path, file);
}

function toFile(path: string, text: string): SourceFile {
  const bytes = Buffer.from(text);
  const oid = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  return { path, mode: '100644', oid, size: bytes.length, bytes };
}

function findProblems(file: SourceFile): string[] {
  const tree = new Map([...policy, [file.path, file] as const]);
  const { files: validated } = validateTree([...tree.values()], { providers, now: NOW });
  return validated
    .filter(({ path }) => path === file.path)
    .flatMap(({ problems }) => problems.map(({ line, rule, message }) => `line ${line} ${rule}: ${message}`));
}

describe('the examples of the docs', () => {
  test('a wrong example would be found', () => {
    const wrong = toFile(
      'access/aws-sandbox/alice/x.yaml',
      'role: billing-readonly\nduration: 90 minutes\nreason: x\n',
    );
    expect(findProblems(wrong)).not.toEqual([]);
  });

  test('requests and each kind of policy file are among them', () => {
    const kinds = new Set(files.map(({ path }) => readAccessPath(path).kind));
    expect([...kinds].sort()).toEqual(['config', 'people', 'request', 'roles']);
  });

  test('every YAML block that looks like a file of ours says its path on its first line', () => {
    const ours = /^(?:role|roles|people|systems|duration|expires):/m;
    const unmarked = blocks
      .filter(({ language, text }) => language === 'yaml' && ours.test(text))
      .filter(({ page, line }) => !files.some((file) => file.page === page && file.line === line));
    expect(unmarked.map(({ page, line }) => `${page}:${line}`)).toEqual([]);
  });

  test.each(files.map((example) => [`${example.page}:${example.line} ${example.path}`, example] as const))(
    '%s is valid',
    (_name, { path, file }) => {
      expect(readAccessPath(path).kind).toMatch(/^(?:request|roles|people|config)$/);
      expect(findProblems(file)).toEqual([]);
    },
  );

  test('every CODEOWNERS has valid lines only', () => {
    const found = examples.filter(({ path }) => path.endsWith('/CODEOWNERS'));
    expect(found).not.toEqual([]);
    expect(found.flatMap(({ file }) => parseCodeOwners(file).problems)).toEqual([]);
  });

  test('every JSON block is JSON', () => {
    const json = blocks.filter(({ language }) => language === 'json');
    expect(json).not.toEqual([]);
    for (const { text } of json) expect(() => JSON.parse(text)).not.toThrow();
  });

  test('nobody but alice, bob and carol stands in a path', () => {
    const logins = files.flatMap(({ path }) => {
      const access = readAccessPath(path);
      return access.kind === 'request' ? [access.login] : [];
    });
    expect(['alice', 'bob', 'carol']).toEqual(expect.arrayContaining([...new Set(logins)]));
  });
});
