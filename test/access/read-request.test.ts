import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readRequest } from '../../src/access/read-request.js';
import { MAXIMUM_FILE_BYTES } from '../../src/access/source-file.js';
import { at, short, source } from './fixtures.js';

const PATH = 'access/sandbox/alice/billing.yaml';
const GOOD = 'role: billing-readonly\nduration: 4h\nreason: Look into invoice 8841\n';

function problemsOf(content: string | Uint8Array, mode?: string): string[] {
  return readRequest(source(PATH, content, mode)).problems.map(short);
}

describe('readRequest refuses', () => {
  test.each<[string, string, string[]]>([
    ['an unknown key', `${GOOD}color: red\n`, ['unknown-key 4:1']],
    ['__proto__ as an unknown key', `${GOOD}__proto__: { role: root }\n`, ['unknown-key 4:1']],
    ['constructor as an unknown key', `${GOOD}constructor: x\n`, ['unknown-key 4:1']],
    ['a merge key as an unknown key', `${GOOD}<<: { starts: x }\n`, ['unknown-key 4:1']],
    ['both duration and expires', `${GOOD}expires: 2026-11-23T18:00:00Z\n`, ['duration-or-expires 4:1']],
    ['neither duration nor expires', '# why\nrole: a\nreason: b\n', ['duration-or-expires 2:1']],
    ['no role', 'duration: 4h\nreason: b\n', ['missing-key 1:1']],
    ['no reason', 'role: a\nduration: 4h\n', ['missing-key 1:1']],
    ['a day that no calendar has', 'role: a\nexpires: 2026-02-31T00:00:00Z\nreason: b\n', ['schema 2:10']],
    ['a day without a time', 'role: a\nexpires: 2026-02-31\nreason: b\n', ['schema 2:10']],
    ['tomorrow', 'role: a\nexpires: tomorrow\nreason: b\n', ['schema 2:10']],
    ['a duration of nothing', 'role: a\nduration: 0m\nreason: b\n', ['schema 2:11']],
    ['a duration as a number', 'role: a\nduration: 4\nreason: b\n', ['unquoted 2:11']],
    ['a number with a leading zero', 'role: a\nduration: 4h\nreason: 012345678901\n', ['unquoted 3:9']],
    ['a number as a ticket', `${GOOD}ticket: 1234\n`, ['unquoted 4:9']],
    ['a number of which another one is left', `${GOOD}ticket: [9007199254740993, 0.1]\n`, ['unquoted 4:10']],
    ['a reason of spaces', 'role: a\nduration: 4h\nreason: "  "\n', ['schema 3:9']],
    ['a reason that is empty', 'role: a\nduration: 4h\nreason:\n', ['schema 3:1']],
    ['a reason of more than 1000 characters', `role: a\nduration: 4h\nreason: ${'x'.repeat(1001)}\n`, ['schema 3:9']],
    ['a ticket of two lines', `${GOOD}ticket: "a\\nb"\n`, ['schema 4:9']],
    ['a role with upper case', 'role: Admin\nduration: 4h\nreason: b\n', ['schema 1:7']],
    ['a role that is a list', 'role:\n  - a\nduration: 4h\nreason: b\n', ['schema 2:3']],
    ['an anchor that nobody uses', 'role: &r a\nduration: 4h\nreason: b\n', ['alias 1:7']],
    ['an anchor and its alias', 'role: &r a\nduration: 4h\nreason: *r\n', ['alias 1:7', 'alias 3:9']],
    ['an alias of nothing', 'role: *r\nduration: 4h\nreason: b\n', ['alias 1:7']],
    ['a duplicate key', `${GOOD}role: root\n`, ['duplicate-key 4:1']],
    ['a duplicate key in quotes', `${GOOD}"role": root\n`, ['duplicate-key 4:1']],
    ['two documents', `${GOOD}---\n${GOOD}`, ['two-documents 4:1']],
    ['two documents with markers', `---\n${GOOD}---\n${GOOD}`, ['two-documents 5:1']],
    ['a second document that is empty', `# x\n---\n${GOOD}---\n`, ['two-documents 6:1']],
    ['a tag', 'role: !!str a\nduration: 4h\nreason: b\n', ['tag 1:7']],
    ['a tag of its own', 'role: !root a\nduration: 4h\nreason: b\n', ['tag 1:7']],
    ['a tag on the whole', '!!map\nrole: a\nduration: 4h\nreason: b\n', ['tag 1:1']],
    ['a tag with a handle that nobody declared', 'role: !x!y a\nduration: 4h\nreason: b\n', ['tag 1:11']],
    ['a directive', `%YAML 1.1\n---\n${GOOD}`, ['yaml 1:1']],
    ['an empty file', '', ['empty 1:1']],
    ['a file of comments', '# later\n\n', ['empty 1:1']],
    ['a file of a marker', '---\n', ['empty 1:1']],
    ['a file that is null', 'null\n', ['schema 1:1']],
    ['a list', '- role: a\n', ['schema 1:1']],
    ['text', 'give me access\n', ['schema 1:1']],
    ['a broken notation', 'role: [a\nduration: 4h\n', ['yaml 2:1']],
    ['a tab as indentation', 'role:\n\ta: b\n', ['yaml 2:1']],
    ['a key that is a list', '? [a]\n: b\n', ['yaml 1:1']],
    ['nesting without end', `role: ${'['.repeat(500)}`, ['yaml 1:22']],
    ['a byte order mark', `\uFEFF${GOOD}`, ['control-character 1:1']],
    ['NUL', 'role: a\0\n', ['control-character 1:8']],
    ['an escape sequence of a terminal', 'role: a\nreason: \u001b[2J\n', ['control-character 2:9']],
    ['a CR that no diff shows as a new line', 'role: a # x\rduration: 4h\nreason: b\n', ['control-character 1:12']],
    ['text that turns its direction round', 'role: a\nreason: \u202eb\n', ['control-character 2:9']],
  ])('%s', (_, content, expected) => {
    const { value, problems } = readRequest(source(PATH, content));
    expect(problems.map(short)).toEqual(expected);
    expect(value).toBeNull();
    for (const problem of problems) {
      expect(problem).toMatchObject({ path: PATH, severity: 'error' });
      expect(problem.message).toMatch(/\S\.$/);
      expect(problem.cure).toMatch(/\S\.$/);
    }
  });

  test('bytes that are not UTF-8, at their place', () => {
    const bytes = Uint8Array.from([...Buffer.from('role: a\nreason: '), 0xe9, 0x0a]);
    expect(problemsOf(bytes)).toEqual(['not-utf8 2:9']);
    expect(problemsOf(Uint8Array.from([0xff, 0xfe, 0x72, 0x00]))).toEqual(['not-utf8 1:1']);
  });

  test('a symlink, a submodule and a mode that git does not have', () => {
    expect(problemsOf('../bob/billing.yaml', '120000')).toEqual(['symlink 1:1']);
    expect(problemsOf('', '160000')).toEqual(['submodule 1:1']);
    expect(problemsOf(GOOD, '040000')).toEqual(['file-mode 1:1']);
    expect(readRequest({ path: PATH, mode: '160000', oid: '', size: 0, bytes: null }).problems.map(short)).toEqual([
      'submodule 1:1',
    ]);
  });

  test('a file of 1 MB before any parser sees it, with or without its bytes', () => {
    const large = source(PATH, `${GOOD}# ${'x'.repeat(1024 * 1024)}\n`);
    expect(readRequest(large).problems.map(short)).toEqual(['too-large 1:1']);
    expect(readRequest({ ...large, bytes: null }).problems.map(short)).toEqual(['too-large 1:1']);
    expect(readRequest({ ...large, size: 10 }).problems.map(short)).toEqual(['too-large 1:1']);
  });

  test('a file whose content is not to be had', () => {
    expect(readRequest({ ...source(PATH, GOOD), bytes: null }).problems.map(short)).toEqual(['unreadable 1:1']);
  });

  test('no more than 20 problems at a time', () => {
    const many = Array.from({ length: 100 }, (_, index) => `key${index}: 1`).join('\n');
    expect(readRequest(source(PATH, GOOD + many)).problems).toHaveLength(20);
  });
});

describe('readRequest says', () => {
  test('no more of a hostile file than fits a sentence', () => {
    const { problems } = readRequest(source('access/a/alice/x.yaml', `role: !<${'!a '.repeat(500)}\n`));
    expect(problems).toEqual([
      expect.objectContaining({ rule: 'tag', message: expect.stringMatching(/^.{1,200}\.$/) }),
    ]);
  });

  test.each([
    ['the key that was meant', `${GOOD}tickets: INC-1\n`, 'Write ticket.'],
    [
      'the known keys, where none is near',
      `${GOOD}color: red\n`,
      'Remove it; known keys are role, duration, expires, starts, reason, ticket.',
    ],
    ['to quote a number', `${GOOD}ticket: 1234\n`, 'Quote it: "1234".'],
    [
      'how a time is written',
      'role: a\nexpires: tomorrow\nreason: b\n',
      'Mend the expiry, such as "2026-11-23T18:00:00Z".',
    ],
    [
      'what is missing',
      'role: a\nduration: 4h\n',
      'Add reason, such as "Find out why invoice 8841 was charged twice".',
    ],
  ])('%s', (_, content, cure) => {
    expect(readRequest(source(PATH, content)).problems.map((problem) => problem.cure)).toEqual([cure]);
  });

  test('once that there are both, and where neither is', () => {
    const [both] = readRequest(source(PATH, `${GOOD}expires: 2026-11-23T18:00:00Z\n`)).problems;
    expect(both?.message).toBe('There are both duration and expires.');
    const [neither] = readRequest(source(PATH, 'role: a\nreason: b\n')).problems;
    expect(neither?.message).toBe('There is neither duration nor expires.');
  });
});

describe('readRequest reads', () => {
  test('a duration', () => {
    expect(readRequest(source(PATH, GOOD))).toMatchObject({
      problems: [],
      value: {
        role: 'billing-readonly',
        starts: null,
        end: { kind: 'duration', length: 4 * 3_600_000 },
        reason: 'Look into invoice 8841',
        ticket: null,
      },
    });
  });

  test('an expiry, a start and a ticket, quoted or not, with CR LF, as an executable file', () => {
    const text =
      '---\r\nrole: "a"\r\nexpires: 2026-11-23T18:00:00Z\r\nstarts: "2026-11-22T18:00:00Z"\r\nreason: |\r\n  b\r\nticket: INC-1\r\n...\r\n';
    expect(readRequest(source(PATH, text, '100755')).value).toEqual({
      role: 'a',
      starts: at('2026-11-22T18:00:00Z'),
      end: { kind: 'expires', at: at('2026-11-23T18:00:00Z') },
      reason: 'b\n',
      ticket: 'INC-1',
    });
  });

  test('where each key and value stands', () => {
    const { positions } = readRequest(source(PATH, `# x\n${GOOD}ticket:   INC-1\n`));
    expect(positions.key('/ticket')).toEqual({ line: 5, column: 1 });
    expect(positions.value('/ticket')).toEqual({ line: 5, column: 11 });
    expect(positions.value('/starts')).toEqual({ line: 2, column: 1 });
  });

  test('any bytes without throwing, and gives a value or a problem', () => {
    const pieces = fc.constantFrom(
      'role',
      ': ',
      '\n',
      '- ',
      '[',
      '{',
      '"',
      "'",
      '&a ',
      '*a',
      '!t ',
      '? ',
      '---\n',
      '|',
      '#',
      '%',
      'duration: 4h\n',
      '  ',
      '\t',
    );
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(pieces, { maxLength: 40 }).map((parts) => new TextEncoder().encode(parts.join(''))),
    );
    fc.assert(
      fc.property(content, (bytes) => {
        const { value, problems } = readRequest(source(PATH, bytes));
        expect(value === null).toBe(problems.length > 0);
        for (const { line, column } of problems) expect(line > 0 && column > 0).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('nothing that is larger than the limit', () => {
    const full = GOOD + '#'.repeat(MAXIMUM_FILE_BYTES - GOOD.length);
    expect(problemsOf(full)).toEqual([]);
    expect(problemsOf(`${full}#`)).toEqual(['too-large 1:1']);
  });
});
