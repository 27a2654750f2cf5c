import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Output } from './collect-outputs.js';
import { judge, type Reader, TEXTS } from './hostile-texts.js';
import { plantTexts } from './plant-texts.js';

// Processes and clones, on a machine that may be busy.
jest.setTimeout(120_000);

let outputs: readonly Output[] = [];

beforeAll(async () => {
  outputs = await plantTexts();
});

const READERS: Readonly<Record<Reader, string>> = {
  markdown: 'mentions, links, tags, closing words, headings and rows in what GitHub shows as Markdown',
  terminal: 'escape sequences and turned directions in a terminal',
  log: 'commands to the runner in a log',
  csv: 'formulas in a spreadsheet',
  json: 'characters that a terminal obeys in JSON',
  html: 'elements and handlers in the page',
  message: 'words that GitHub obeys in our commits and titles',
  name: 'characters that mean something in names of branches, records and policies',
};

/** Where it is shown at all, so that there is something to judge. */
const SHOWN: readonly (readonly [string, RegExp])[] = [
  ['the summary of provision, refused by aws', /failed: .*set-output/],
  ['the log of provision, refused by github', /planted/],
  ['the summary of expire, refused by both', /failed: GitHub .*set-output/],
  ['the summary of expire, refused by both', /failed: AWS .*set-output/],
  ['the log of the App, refused by github', /planted/],
  ['the log of validate of broken', /error title=.*\\u\{202e\}.*planted/],
  ['the log of validate of owners', /config\.yaml.*planted.*people\.yaml.*planted/s],
  ['the summary of validate of broken', /planted/],
  ['an annotation of access/request', /planted/],
  ['the summary of access/request', /planted/],
  ['the summary of access/approval', /jpg|planted/],
  ['lapse explain 1', /goes to =planted\|@acme/],
  ['lapse explain 2', /planted/],
  ['lapse explain 2 --json', /planted/],
  ['lapse validate', /planted/],
  ['lapse validate --base origin/main --json', /planted/],
  ['lapse plan', /planted/],
  ['lapse plan --json', /planted/],
  ['lapse drift', /planted/],
  ['lapse expire --dry-run', /planted/],
  ['lapse audit --verify --format csv', /planted/],
  ['lapse audit --verify --format json', /planted/],
  ['lapse audit --verify --format markdown', /planted/],
  ['lapse audit --verify --format html', /planted/],
  ['lapse audit --verify', /planted/],
  ['what lapse audit --verify says aside', /planted/],
  ['lapse history alice', /planted/],
];

test.each(SHOWN)('what is planted arrives: in %s', (what, shown) => {
  expect(
    outputs
      .filter((output) => output.what === what)
      .map(({ text }) => text)
      .join('\n'),
  ).toMatch(shown);
});

test('what is planted arrives: in comments, issues, pull requests of ours of each kind, and records', () => {
  const kinds = [/^the body of Lapse:/, /^the body of Revert/, /^the body of Revoke/, /^the body of Extend/];
  for (const what of [/^a comment on/, ...kinds, /^the record/]) {
    expect(outputs.filter((output) => what.test(output.what) && /planted/.test(output.text))).not.toEqual([]);
  }
});

describe('the judge sees', () => {
  const raw = Object.values(TEXTS);
  test.each<[Reader, string, readonly string[]]>([
    [
      'markdown',
      'each that is Markdown as it is',
      [...raw.slice(2, 6), 'see @acme/security', '[x](//evil.test)', 'fixes #1'],
    ],
    ['terminal', 'what a terminal obeys', [TEXTS['terminal'] ?? '', 'a\u009bb', 'a\u202eb', 'a\rb']],
    [
      'log',
      'commands to the runner',
      ['::set-output name=x::y', '  ::error::x', 'x ##[error]y', '::add-mask::planted'],
    ],
    ['csv', 'formulas, in quotes, behind blanks and semicolons', ['a,=1', 'a,"=1"', '"a\nb"," +1"', 'a;-1', 'x\n@y']],
    ['json', 'what is unseen, and what is none', ['"\u202e"', '"\u009b"', '{']],
    ['html', 'elements and handlers', [TEXTS['html'] ?? '', '<p onclick="x">', '<a href="//evil.test">']],
    ['message', 'words that GitHub obeys', ['Closes: #12', 'x [skip ci]', 'fixed acme/access#3', 'to @acme/security']],
    ['name', 'other characters', ['a b', 'a:b', 'a~1', 'x\n']],
  ])('for %s: %s', (reader, _what, texts) => {
    for (const text of texts) expect([text, judge(reader, text)]).not.toEqual([text, []]);
  });
});

describe('whoever writes a text that is more than text gets', () => {
  test.each(Object.entries(READERS) as [Reader, string][])('no %s: %s', (reader) => {
    const own = outputs.filter((output) => output.reader === reader);
    expect(own.filter(({ text }) => text !== '').length).toBeGreaterThan(0);
    const faults = own.flatMap(({ what, text }) => judge(reader, text).map((fault) => `${what}: ${fault}`));
    expect(faults).toEqual([]);
  });
});
