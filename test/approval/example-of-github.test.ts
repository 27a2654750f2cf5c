import { describe, expect, test } from '@jest/globals';
import { findOwnerRule } from '../../src/approval/find-owners.js';
import { parseCodeOwners } from '../../src/approval/parse-codeowners.js';
import { codeOwnersFile } from './facts-builder.js';

/**
 * The patterns of GitHub's own example, in its order, with our people
 * (https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#example-of-a-codeowners-file).
 */
const EXAMPLE = `# This is a comment.
*       @alice @bob

*.js    @carol #This is an inline comment.
*.go docs@example.com
*.txt @acme/writers
/build/logs/ @bob
docs/* docs@example.com
apps/ @alice
/docs/ @bob
/scripts/ @bob @alice
**/logs @alice
/apps/ @alice
/apps/github
`;

/** The same, where the subfolder has an owner of its own. */
const OWNED = EXAMPLE.replace('/apps/github\n', '/apps/github @bob\n');

const DEFAULT = ['@alice', '@bob'];

describe("the example of GitHub's documentation", () => {
  test('has no line that is invalid', () => {
    expect(parseCodeOwners(codeOwnersFile(EXAMPLE)).problems).toEqual([]);
    expect(parseCodeOwners(codeOwnersFile(OWNED)).problems).toEqual([]);
  });

  test.each<[string, string, readonly string[]]>([
    ['the default owners own everything that no later line takes', 'README.md', DEFAULT],
    ['the default owners own everything that no later line takes', 'src/deep/main.c', DEFAULT],
    ['the last matching line counts, and the default owners are not asked', 'index.js', ['@carol']],
    ['the last matching line counts, and the default owners are not asked', 'src/deep/index.js', ['@carol']],
    ['an e-mail address may stand for a person', 'main.go', ['docs@example.com']],
    ['an e-mail address may stand for a person', 'src/cmd/main.go', ['docs@example.com']],
    ['a team owns all files of a kind', 'notes.txt', ['@acme/writers']],
    ['a team owns all files of a kind', 'src/notes.txt', ['@acme/writers']],
    ['the folder of logs is that of the root, and a later line takes it', 'build/logs/today.log', ['@alice']],
    ['a folder that is only called alike is not it', 'src/build/log/today.log', DEFAULT],
    ['apps is a folder anywhere', 'src/apps/index.c', ['@alice']],
    ['apps is a folder anywhere', 'src/apps/deep/index.c', ['@alice']],
    ['a later pattern beats one for the kind of a file', 'src/apps/index.js', ['@alice']],
    ['docs with a star alone is the folder of the root, and a later line takes it', 'docs/index.md', ['@bob']],
    ['docs at the root includes its subfolders', 'docs/build-app/troubleshooting.md', ['@bob']],
    ['docs elsewhere is another folder', 'src/docs/index.md', DEFAULT],
    ['either owner of the scripts will do', 'scripts/run.sh', ['@bob', '@alice']],
    ['either owner of the scripts will do', 'scripts/deep/run.js', ['@bob', '@alice']],
    ['logs below scripts is taken by the later line', 'scripts/logs/today.log', ['@alice']],
    ['logs may be nested deep', 'deeply/nested/logs/today.log', ['@alice']],
    ['apps of the root has its owner', 'apps/index.js', ['@alice']],
    ['the subfolder without owners is owned by nobody', 'apps/github/index.js', []],
    ['the subfolder without owners is owned by nobody', 'apps/github', []],
    ['what is only called like the subfolder is not it', 'apps/github-two/index.js', ['@alice']],
  ])('%s: %s', (_what, path, owners) => {
    expect(findOwnerRule(parseCodeOwners(codeOwnersFile(EXAMPLE)), path)?.owners).toEqual(owners);
  });

  test.each([
    ['apps/github/index.js', ['@bob']],
    ['apps/index.js', ['@alice']],
  ])('a subfolder may have an owner of its own: %s', (path, owners) => {
    expect(findOwnerRule(parseCodeOwners(codeOwnersFile(OWNED)), path)?.owners).toEqual(owners);
  });

  test.each([
    ['a # at the beginning cannot be escaped', '\\#notes @bob', '#notes'],
    ['an exclamation mark does not negate', '!/docs/ @bob', 'docs/index.md'],
    ['brackets are no range of characters', '/[abd]ocs/ @bob', 'docs/index.md'],
  ])('what works in gitignore and not here: %s', (_what, line, path) => {
    const read = parseCodeOwners(codeOwnersFile(`* @alice\n${line}\n`));
    expect(findOwnerRule(read, path)?.owners).toEqual(['@alice']);
    expect(read.problems).toMatchObject([{ rule: 'codeowners-line', line: 2 }]);
  });
});
