import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Command } from '../../src/access/command.js';
import { formatDuration, MAXIMUM_DURATION } from '../../src/access/duration.js';
import { readCommand } from '../../src/access/read-command.js';

const HOUR = 3_600_000;
const GRANT = 'aws-sandbox/alice/billing';

describe('a comment that commands nothing', () => {
  test.each([
    ['an empty one', ''],
    ['another word', 'lapse revoke'],
    ['a longer word', '/lapsed revoke'],
    ['a word with a colon', '/lapse: revoke'],
    ['something before it', 'Please /lapse revoke'],
    ['a mention before it', '@lapse /lapse revoke'],
    ['a quote', '> /lapse revoke'],
    ['an item of a list', '- /lapse revoke'],
    ['code', '`/lapse revoke`'],
    ['a fenced block', '```\n/lapse revoke\n```'],
    ['an indented block', '    /lapse revoke'],
    ['a block that is indented by a tab', '\t/lapse revoke'],
    ['the second line', 'Hello\n/lapse revoke'],
    ['a line after an empty one', '\n/lapse revoke'],
    ['HTML', '<!-- /lapse revoke -->'],
    ['a slash too many', '//lapse revoke'],
    ['a space that is none', '/lapse\u00a0revoke'],
    ['an invisible character', '\u200b/lapse revoke'],
  ])('%s', (_name, body) => {
    expect(readCommand(body)).toBeNull();
  });
});

describe('a command that we do not know is told so', () => {
  test.each([
    ['nothing after the word', '/lapse', 'missing'],
    ['only spaces after the word', '/lapse   ', 'missing'],
    ['another command', '/lapse approve', 'no such command'],
    ['extend without a length', '/lapse extend', 'length of time'],
    ['extend by a word', '/lapse extend tomorrow', 'length of time'],
    ['extend by two words', '/lapse extend 2 hours', 'length of time'],
    ['extend by nothing', '/lapse extend 0h', 'length of time'],
    ['extend by less than nothing', '/lapse extend -2h', 'length of time'],
    ['extend by more than 366 days', '/lapse extend 367d', 'length of time'],
    ['extend with the grant first', `/lapse extend ${GRANT} 2h`, 'length of time'],
    ['extend with more after the grant', `/lapse extend 2h ${GRANT} please`, 'too much'],
    ['revoke of two grants', `/lapse revoke ${GRANT} ${GRANT}-two`, 'more than one'],
    ['revoke of what is no name', '/lapse revoke billing', 'no name of a grant'],
    ['revoke of a path', `/lapse revoke access/${GRANT}.yaml`, 'no name of a grant'],
    ['revoke of a way out', '/lapse revoke aws-sandbox/alice/../bob', 'no name of a grant'],
    ['revoke of another folder', '/lapse revoke ../../.github/CODEOWNERS', 'no name of a grant'],
    ['a line without an end', `/lapse revoke ${'a'.repeat(100_000)}`, 'too long'],
    ['spaces without an end', `/lapse${' '.repeat(100_000)}revoke`, 'too long'],
  ])('%s', (_name, body, message) => {
    const command = readCommand(body);
    expect(command).toEqual({ kind: 'unknown', message: expect.stringContaining(message), cure: expect.any(String) });
  });

  test('and nothing of what was written is said again', () => {
    expect(JSON.stringify(readCommand('/lapse @acme/security'))).not.toContain('acme');
    expect(JSON.stringify(readCommand('/lapse extend @acme/security'))).not.toContain('acme');
    expect(JSON.stringify(readCommand('/lapse revoke @acme/security/x'))).not.toContain('acme');
  });
});

describe('a command', () => {
  const revoke: Command = { kind: 'revoke', grant: null };
  test.each<[string, string, Command]>([
    ['revoke', '/lapse revoke', revoke],
    ['revoke of one grant', `/lapse revoke ${GRANT}`, { kind: 'revoke', grant: GRANT }],
    ['extend', '/lapse extend 2h', { kind: 'extend', grant: null, length: 2 * HOUR }],
    ['extend of one grant', `/lapse extend 1d12h ${GRANT}`, { kind: 'extend', grant: GRANT, length: 36 * HOUR }],
    ['in capital letters', `/LAPSE Revoke ${GRANT.toUpperCase()}`, { kind: 'revoke', grant: GRANT }],
    ['as a phone writes it', '/Lapse Extend 2H', { kind: 'extend', grant: null, length: 2 * HOUR }],
    ['with spaces and a tab about it', '   /lapse \t revoke  ', revoke],
    ['with Windows line ends', '/lapse revoke\r\nThank you.\r\n', revoke],
    ['with text below', '/lapse revoke\n\nI am done.\n/lapse extend 2h', revoke],
    ['with a line without an end below', `/lapse revoke\n${'x'.repeat(100_000)}`, revoke],
  ])('%s', (_name, body, command) => {
    expect(readCommand(body)).toEqual(command);
  });

  test('takes every length that a request may have', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MAXIMUM_DURATION / 60_000 }), (minutes) => {
        const length = minutes * 60_000;
        expect(readCommand(`/lapse extend ${formatDuration(length)}`)).toEqual({ kind: 'extend', grant: null, length });
      }),
    );
  });

  test('never throws, whatever the comment', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (rest) => {
        expect(readCommand(`/lapse ${rest}`)).not.toBeNull();
        readCommand(rest);
      }),
    );
  });
});
