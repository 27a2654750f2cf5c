import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createProgram } from '../../src/cli/program.js';
import { listCodeBlocks, ROOT, readPages } from './markdown.js';

/** The words after `lapse` in each console line that runs it; redirections and what follows are the shell's. */
function listCommands(): (readonly [string, readonly string[]])[] {
  return listConsoleLines().flatMap(([place, line]) => {
    const command = /^(?:\w+=\S+ )*(?:npx )?lapse(?: (.*))?$/.exec(line.split(/ (?:>|\||&&) /)[0] ?? '');
    return command === null ? [] : [[`${place} ${line}`, (command[1] ?? '').split(' ')] as const];
  });
}

function listConsoleLines(): (readonly [string, string])[] {
  const blocks = readPages().flatMap(listCodeBlocks);
  return blocks
    .filter(({ language }) => language === 'console')
    .flatMap(({ page, line, text }) =>
      [...text.matchAll(/^\$ (.+)$/gm)].map(([, command = '']) => [`${page}:${line}`, command] as const),
    );
}

/** Parses with the real program, none of whose commands then runs. @throws where commander refuses it. */
async function parse(words: readonly string[]): Promise<string> {
  let ran = '';
  const program = createProgram({
    env: {},
    colour: false,
    now: () => 0,
    sleep: async () => {},
    write: () => {},
    report: () => {},
    setExitCode: () => {},
  });
  for (const command of program.commands) {
    command.action(() => {
      ran = command.name();
    });
  }
  await program.parseAsync(words, { from: 'user' });
  return ran;
}

describe('the commands of the docs', () => {
  test.each([[['explode']], [['grants', '--since', '2026-01-01']], [['owners']], [['audit', '--format', 'xml']]])(
    '%j would be refused',
    async (words) => {
      await expect(parse(words)).rejects.toThrow();
    },
  );

  test.each(listCommands())('%s', async (_line, words) => {
    expect(await parse(words)).toBe(words.find((word) => !word.startsWith('-')));
  });

  test('each command of the program is shown and has a chapter of its own', () => {
    const text = readFileSync(join(ROOT, 'docs/cli.md'), 'utf8');
    const shown = new Set(listCommands().map(([, words]) => words[0]));
    const program = createProgram({
      env: {},
      colour: false,
      now: () => 0,
      sleep: async () => {},
      write: () => {},
      report: () => {},
      setExitCode: () => {},
    });
    for (const command of program.commands) {
      expect(shown).toContain(command.name());
      expect(text).toContain(`\n## lapse ${command.name()}\n`);
      for (const option of command.options) expect(text).toContain(option.long);
    }
  });

  test('every npm script that is named is in package.json', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = readPages().flatMap(({ path, text }) =>
      [...text.matchAll(/\bnpm run (?:--silent )?([\w-]+)/g)].map(([, script = '']) => ({ path, script })),
    );
    expect(named).not.toEqual([]);
    expect(named.filter(({ script }) => scripts[script] === undefined)).toEqual([]);
  });
});
