import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { failAction, writeLog } from '../../action/log.js';

let written = '';

beforeEach(() => {
  written = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** What the runner makes of a line: it looks for `::` behind blanks, those of Unicode too, and for `##[` anywhere. */
function commandsOf(log: string): readonly string[] {
  return log.split(/[\n\r\u0085\u2028\u2029]/).filter((line) => /^\s*::|##\[/.test(line));
}

describe('whoever wants a line of the log to be a command to the runner gets a line of the log', () => {
  test.each([
    '::set-output name=x::y',
    ' \t\u00a0\u2003\u3000\ufeff::add-mask::x',
    'x\n::error::y',
    'x\r::stop-commands::y',
    'x\u0085\u2028::warning::y',
    'x ##[set-env name=PATH]y',
    '####[group]x',
    ':::debug::x',
  ])('%j', (text) => {
    writeLog(text);
    expect(written.trimEnd().split('\n')).toHaveLength(1);
    expect(commandsOf(written)).toEqual([]);
  });

  test('and in an error, the text of our own command', () => {
    failAction(new Error('x\n::set-output name=x::y\r%0A::add-mask::z'));
    expect(commandsOf(written).map((line) => line.split('::')[1])).toEqual(['error', 'debug']);
  });

  test('what is innocent stays as it is', () => {
    writeLog('create alice.smith/lapse-1-a::b #[x]');
    expect(written).toBe('create alice.smith/lapse-1-a::b #[x]\n');
  });
});
