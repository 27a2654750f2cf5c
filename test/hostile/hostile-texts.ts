/**
 * What somebody writes into a text of theirs to have it read as more than text, each with what it would do where it is
 * shown. It is told from what is ours by `planted` or `evil.test`.
 */
export const TEXTS: Readonly<Record<string, string>> = {
  formula: "=cmd|' /C planted'!A0;+planted(1)\n-planted\n@planted",
  commands:
    '::set-output name=planted::x\n::add-mask::planted\n  ::error::planted\n##[set-env name=planted]x %0A::planted::x',
  mentions: '@acme/security @alice fixes #1, closes GH-1, resolves acme/access#1 https://evil.test www.evil.test',
  html: '<img src=//evil.test/x onerror=planted()></details></code></script><script>planted()</script><!-- lapse -->',
  markdown: '![x](https://evil.test)\n\n# planted\n| planted | x |\n```\n- [x] planted\n[skip ci]',
  terminal:
    '\u001b]0;planted\u0007\u001b[2J\u009b31m\rplanted\u202eplanted\u2066\u200b\u0000\u0085\u2028\ufeff\u3164\u034f\u2800planted',
  trailers: 'planted\n\nCo-authored-by: planted <bob@acme.example>\nSigned-off-by: planted <bob@acme.example>',
};

/** One line of all of it, for what takes no more than one. */
export const ONE_LINE = Object.values(TEXTS)
  .map((text) => text.split('\n')[0])
  .join(' ');

/** A text as YAML, whose escapes hide from a reviewer what a reader finds: nothing of it is refused as invisible. */
export function asYaml(text: string): string {
  return JSON.stringify(text).replace(/[^ -~]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** How an output is read by what shows it. */
export type Reader = 'markdown' | 'terminal' | 'log' | 'csv' | 'json' | 'html' | 'message' | 'name';

/** A character that no eye sees or that moves its neighbours, but a line break. */
const UNSEEN =
  /(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u2800]|(?<!\p{Extended_Pictographic})\p{Default_Ignorable_Code_Point}/u;

/** What would close an issue: https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue */
const CLOSING = /\b(?:clos|fix|resolv)(?:e[sd]?|es|ed)?:? +(?:#|gh-|[\w.-]+\/[\w.-]+#)\d/i;

/** The tags that our Markdown is made of. */
const OURS = /<\/?(?:code|sub|details|summary)>|<details open>|<!-- lapse[ :/a-z0-9-]* -->/g;

/** What may not stand in an output, by who reads it; empty: nothing of what was planted is more than text. */
export function judge(reader: Reader, text: string): string[] {
  const found = RULES[reader].flatMap((rule) => rule(text));
  return [...new Set(found)];
}

type Rule = (text: string) => string[];

const matches =
  (what: string, pattern: RegExp): Rule =>
  (text) => {
    const found = pattern.exec(text);
    return found === null
      ? []
      : [`${what}: ${JSON.stringify(text.slice(Math.max(0, found.index - 30), found.index + 50))}`];
  };

const unseen = matches('an unseen character', UNSEEN);

/** Of what stands in code GitHub makes neither references nor mentions, and closes nothing. */
function closes(text: string): string[] {
  return matches('a closing word', CLOSING)(text.replace(/<code>[^<]*<\/code>/g, ''));
}

function tags(text: string): string[] {
  return matches('a tag', /<[a-z!/]/i)(text.replace(OURS, ''));
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands */
function commands(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    // What @actions/core writes: a command of ours, with what is hostile escaped in its one line.
    if (/^::(?:error|warning|notice|debug|add-mask)(?: [^:]*)?::/.test(line) && !/^::add-mask::planted/.test(line))
      return [];
    return matches('a command', /^\s*::|##\[/)(line);
  });
}

/** The cells of a CSV: https://www.rfc-editor.org/rfc/rfc4180#section-2 */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n\r]*))(,|\r?\n|$)/g)) {
    if (rows.length === 0) rows.push([]);
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.join('') !== '');
}

function formulas(text: string): string[] {
  const parts = readCsv(text).flatMap((row) => row.flatMap((cell) => cell.split(';')));
  return parts.flatMap(matches('a formula', /^\s*[=+\-@\t\r]/));
}

function parses(text: string): string[] {
  try {
    JSON.parse(text);
    return [];
  } catch {
    return ['no JSON'];
  }
}

const RULES: Readonly<Record<Reader, readonly Rule[]>> = {
  markdown: [
    unseen,
    tags,
    matches('a mention', /(?<![\w`/])@[a-z]/i),
    matches('a link', /\]\((?!http:\/\/127\.0\.0\.1)|https?:\/\/evil|www\.evil/i),
    closes,
    matches('a heading, fence or task', /^ {0,3}(?:#{1,6} planted|```|~~~|- \[x\])/m),
    matches('a row', /^\| planted/m),
  ],
  terminal: [unseen],
  log: [unseen, commands],
  csv: [unseen, formulas],
  json: [unseen, parses],
  html: [unseen, matches('a tag', /<img\b|<script>planted|<a [^>]*evil/i), matches('a handler', /<[^>]*\son\w+\s*=/i)],
  message: [
    unseen,
    matches('a closing word', CLOSING),
    matches('a skipped check', /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]/i),
    matches('a trailer', /^(?:co-authored-by|signed-off-by): planted/im),
    matches('a mention', /(?<!\w)@[a-z]/i),
    matches('what was planted', /planted/),
  ],
  name: [matches('a character', /[^\w./+=,@-]/), matches('what was planted', /planted\(|evil/)],
};
