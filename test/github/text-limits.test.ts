import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cutAtLine } from '../../src/github/text-limits.js';

const SAYS_SO = '\n\n… GitHub takes no more text here.';

describe('text that is too long', () => {
  test.each([
    ['short', 10, 'short'],
    ['exactly-10', 10, 'exactly-10'],
    ['one\ntwo\nthree', 10, 'one\ntwo…'],
    ['no line end at all', 10, 'no line e…'],
    ['12345678😀', 9, '12345678…'],
    ['1234567😀9', 9, '1234567…'],
    ['\nno line before the end', 10, '\nno line …'],
  ])('%j within %i characters is %j', (text, maximum, expected) => {
    expect(cutAtLine(text, maximum)).toBe(expected);
  });

  const LONG = 'some words of a line\n'.repeat(20);

  test.each([
    ['a code block', '```json\n', '\n```'],
    ['a code block of four marks, in which three are text', '````\n```\n', '\n````'],
    ['a code block of tildes, in which backticks are text', '~~~\n```\n', '\n~~~'],
    ['a code block, in which its mark with more behind it is text', '```\n``` x\n', '\n```'],
    ['details', '<details><summary>More</summary>\n\n', '\n\n</details>'],
    ['details within details', '<details open>\n<DETAILS>\n', '\n\n</details>\n\n</details>'],
    ['a code block within details', '<details>\n\n```\n', '\n```\n\n</details>'],
    ['a code block that shows a tag', '```\n<details>\n', '\n```'],
    ['a code block that a line with CR LF opened', '```\r\n', '\n```'],
    ['nothing, after a code block', '```\nx\n```\n', ''],
    ['nothing, after details', '<details>\nx\n</details>\n', ''],
    ['nothing, after a tag too many', '</details>\n', ''],
    ['nothing, after marks with marks behind them', '```not a block```\n', ''],
    ['nothing, after marks that are indented as a code block', '    ```\n', ''],
  ])('is cut with %s closed, and says so behind it', (_name, opening, closing) => {
    const cut = cutAtLine(opening + LONG, 200);
    expect(cut.startsWith(`${opening}some words of a line\n`)).toBe(true);
    expect(cut.endsWith(`some words of a line${closing}${SAYS_SO}`)).toBe(true);
    expect(cut.length).toBeLessThanOrEqual(200);
  });

  test('is cut earlier where what is to be closed needs the room', () => {
    const text = `${'a\n'.repeat(80)}${'<details>\n'.repeat(10)}${'b\n'.repeat(80)}`;
    const cut = cutAtLine(text, 320);
    expect(cut.match(/<details>/g)?.length).toBe(cut.match(/<\/details>/g)?.length);
    expect(cut.length).toBeLessThanOrEqual(320);
  });

  test('takes no time over a line of nothing but marks', () => {
    const begun = performance.now();
    cutAtLine(`${'`'.repeat(200_000)}\r\n${LONG}`, 200_100);
    expect(performance.now() - begun).toBeLessThan(1000);
  });

  const line = fc.constantFrom('text', '```', '````', '~~~', '<details>', '</details>', '```js', '', '😀'.repeat(30));

  test('is never longer than the limit, begins as the text does, and leaves no more open than was closed', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), fc.integer({ min: 144, max: 400 }), (lines, maximum) => {
        const text = lines.join('\n');
        const cut = cutAtLine(text, maximum);
        expect(cut.length).toBeLessThanOrEqual(maximum);
        if (text.length <= maximum) return cut === text;
        expect(cut.endsWith(SAYS_SO)).toBe(true);
        // Closed as it is, what follows on the page would be seen: cut again, it needs nothing more.
        const again = cutAtLine(`${cut}\n${'x'.repeat(1_000)}`, cut.length + 200);
        return again === `${cut}${SAYS_SO}`;
      }),
    );
  });
});
