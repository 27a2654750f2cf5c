import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { runLapse } from './run-lapse.js';
import { createRepository, type TestRepository } from './test-repository.js';

const open: TestRepository[] = [];
afterEach(() => {
  for (const repository of open.splice(0)) repository.remove();
});

function repositoryWith(files: Readonly<Record<string, string>>): string {
  const repository = createRepository(files);
  open.push(repository);
  return repository.path;
}

describe('lapse owners', () => {
  test('without a CODEOWNERS it says so and ends with 1', async () => {
    const { code, stderr } = await runLapse(['owners', 'x'], repositoryWith({}));
    expect(stderr).toContain('there is no CODEOWNERS file');
    expect(code).toBe(1);
  });

  test('without a path it is used wrongly', async () => {
    const { code, stderr } = await runLapse(['owners'], repositoryWith({}));
    expect(stderr).toContain("missing required argument 'path'");
    expect(code).toBe(2);
  });

  test('nothing but CODEOWNERS is needed, and the paths need not exist', async () => {
    const path = repositoryWith({ CODEOWNERS: '# all\n* @acme/all\n/docs/ @bob @acme/docs\n/docs/x.md\n' });
    const { code, stdout } = await runLapse(['owners', '--json', 'a b.c', 'docs/y.md', 'docs/x.md'], path);
    expect(JSON.parse(stdout)).toEqual([
      { path: 'a b.c', owners: ['@acme/all'], line: 2, pattern: '*' },
      { path: 'docs/y.md', owners: ['@bob', '@acme/docs'], line: 3, pattern: '/docs/' },
      { path: 'docs/x.md', owners: [], line: 4, pattern: '/docs/x.md' },
    ]);
    expect(code).toBe(0);
  });

  test('a path that no line matches has no owner and no line', async () => {
    const path = repositoryWith({ CODEOWNERS: '/docs/ @bob\n' });
    const { stdout } = await runLapse(['owners', '--json', 'x'], path);
    expect(JSON.parse(stdout)).toEqual([{ path: 'x', owners: [], line: null, pattern: null }]);
  });

  test('paths count from the folder that one works in', async () => {
    const path = repositoryWith({ '.github/CODEOWNERS': '/src/a/ @bob\n', 'src/a/x.ts': '' });
    const { stdout } = await runLapse(['owners', 'x.ts', '../b.ts'], join(path, 'src/a'));
    expect(stdout).toContain('src/a/x.ts  @bob    .github/CODEOWNERS:1  /src/a/');
    expect(stdout).toContain('src/b.ts    nobody  no line matches');
  });

  test('what a terminal would obey is shown as what it is', async () => {
    const path = repositoryWith({ CODEOWNERS: '* @bob\n' });
    const { stdout } = await runLapse(['owners', 'a\u001b[31mb\u202e'], path);
    expect(stdout).toContain('a\\u{1b}[31mb\\u{202e}');
    const json = await runLapse(['owners', '--json', 'a\u009b\u202e'], path);
    expect(json.stdout).toContain('"a\\u009b\\u202e"');
  });
});
