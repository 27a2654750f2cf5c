import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { neutraliseMarkdown, quoteMarkdown } from '../../src/render/neutralise-markdown.js';

/** What a browser makes of the entities again. */
function decode(markdown: string): string {
  return markdown.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

describe('hostile text in Markdown', () => {
  test.each([
    ['a table cell cannot be broken out of', 'x | y\n| forged | row |'],
    ['HTML is not HTML', '</code><script>alert(1)</script><img src=x onerror=1>'],
    ['a mention is not a mention', '@acme/security please approve #12'],
    ['a code fence does not open', '```\n# heading\n**bold** [link](https://example.org)'],
    ['a backslash escapes nothing', '\\`\\<\\|'],
  ])('%s', (_, text) => {
    for (const written of [quoteMarkdown(text).replace(/^<code>|<\/code>$/g, ''), neutraliseMarkdown(text)]) {
      expect(written.replace(/&#\d+;/g, '')).not.toMatch(/[#$&*:<>@[\\\]_`|~\n]/);
    }
  });

  test('a mention in plain words is broken by a character that nobody sees', () => {
    expect(decode(neutraliseMarkdown('@acme'))).toBe('@\u200bacme');
  });

  test('right-to-left overrides and zero-width characters are shown as such', () => {
    expect(decode(quoteMarkdown('a\u202eb\u200bc'))).toBe('<code>a\\u{202e}b\\u{200b}c</code>');
  });

  test.each(['a\ufeffb', 'a\u2028b', '\ufeffa', 'a\u2029', '\ufeff'])('%j is not made a blank of', (text) => {
    expect(decode(quoteMarkdown(text))).toMatch(/\\u\{(?:feff|202[89])\}/);
    expect(decode(neutraliseMarkdown(text))).toMatch(/\\u\{(?:feff|202[89])\}/);
  });

  test('very long text is cut', () => {
    expect(decode(quoteMarkdown('x'.repeat(5000)))).toHaveLength('<code></code>'.length + 301);
  });

  test.each([
    ['http://example.org', 'http&#58;//example.org'],
    ['WWW.example.org', 'WWW&#46;example.org'],
    ['alice@example.org', 'alice&#64;&#8203;example.org'],
    ['fixes #12', 'fixes &#35;&#8203;12'],
    ['fixes GH-12', 'fixes GH&#8203;-12'],
    ['- not a list', '&#45; not a list'],
    ['access/aws-sandbox/alice/billing.yaml', 'access/aws-sandbox/alice/billing.yaml'],
  ])('%s is written as %s', (text, written) => {
    expect(neutraliseMarkdown(text)).toBe(written);
  });

  test('whatever the text, nothing that is syntax comes out', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        // A reference stands for one character that is no syntax; taken out, it would move the next one to the front.
        const written = neutraliseMarkdown(text).replace(/&#\d+;/g, 'x');
        expect(written).not.toMatch(/[#$&*:<>@[\\\]_`|~\p{Cc}\p{Cf}]|^[-+=]/u);
      }),
      { examples: [['*-'], ['-*'], ['<=']] },
    );
  });
});
