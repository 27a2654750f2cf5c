import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROOT } from './markdown.js';

const TEXT = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');
const THREATS = TEXT.split('\n## ').find((chapter) => chapter.startsWith('Threats\n')) ?? '';
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

/** The cells of each row that is no head. */
const rows = THREATS.split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (threat|---) /.test(line))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()));

const testsOf = (cell = '') => [...cell.matchAll(/\]\((test\/[^)]+)\)/g)].map(([, path = '']) => path);
const commandsOf = (cell = '') => [...cell.matchAll(/`npm run ([a-z:-]+)`/g)].map(([, name = '']) => name);

describe('the table of threats', () => {
  test('is there', () => {
    expect(rows.length).toBeGreaterThan(30);
  });

  test.each(rows.map((row) => [row[0] ?? '', row] as const))(
    '%s: has a defence and a test that is run',
    (_name, row) => {
      const [threat, defence, tests] = row;
      expect(row).toHaveLength(3);
      expect(threat).not.toBe('');
      expect(defence).not.toBe('');
      const paths = testsOf(tests);
      expect(paths).not.toEqual([]);
      for (const path of paths) {
        expect(path).toMatch(/\.test\.ts$/);
        expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
        expect(readFileSync(join(ROOT, path), 'utf8')).toMatch(/^ *test(\.each|\()/m);
      }
      for (const command of commandsOf(tests)) {
        expect(scripts).toHaveProperty([command]);
        expect(readFileSync(join(ROOT, '.ci/run'), 'utf8')).toContain(`npm run --silent ${command}\n`);
      }
    },
  );

  test('names every hostile test', () => {
    const named = new Set(rows.flatMap(([, , tests]) => testsOf(tests)));
    const hostile = readdirSync(join(ROOT, 'test/hostile')).filter((name) => name.endsWith('.test.ts'));
    expect(hostile.length).toBeGreaterThan(5);
    expect(hostile.filter((name) => !named.has(`test/hostile/${name}`))).toEqual([]);
  });
});

describe('the workflows', () => {
  const files = ['.github/workflows', 'docs/workflows'].flatMap((folder) =>
    readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`),
  );

  test.each(files)('%s: Actions of others are pinned by commit, with the version beside it', (path) => {
    const uses = [...readFileSync(join(ROOT, path), 'utf8').matchAll(/\buses: (\S+)(.*)$/gm)];
    expect(uses).not.toEqual([]);
    for (const [, action = '', comment] of uses) {
      if (action.startsWith('./') || action.startsWith('acme/lapse/')) continue;
      expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
      expect(comment).toMatch(/^ # v\d+\.\d+\.\d+$/);
    }
  });

  test.each(files)('%s: has no permission but what a job takes, and keeps no credentials', (path) => {
    const text = readFileSync(join(ROOT, path), 'utf8');
    expect(text).toMatch(/^permissions: \{\}$/m);
    expect(text).not.toMatch(/pull_request_target|workflow_run:/);
    const checkouts = text.match(/uses: actions\/checkout@/g) ?? [];
    expect(text.match(/persist-credentials: false/g) ?? []).toHaveLength(checkouts.length);
  });
});
