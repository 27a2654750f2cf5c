import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Judgement } from '../../src/render/judgement.js';
import { renderApprovalCheck, renderRequestCheck } from '../../src/render/render-checks.js';
import { renderComment } from '../../src/render/render-comment.js';
import { CAROL, commit, OLD_HEAD, review } from '../approval/facts-builder.js';
import { readingOf } from '../use-cases/fake-reading.js';
import { judged } from './judged.js';

/** Law 10: what strangers write is shown, and is never read as anything but text. */

const PIECES = [
  '✅ **Approved**',
  '\n\n### Approved\n',
  '</code></details></sub>',
  '<details open><summary>',
  '<!-- lapse -->',
  '| a | b |\n| - | - |\n',
  '```\n',
  '~~~',
  '> quoted',
  '1. one',
  '- item',
  '@acme/security',
  '#12 GH-12 acme/access#12',
  '[x](https://evil.test)',
  '![x](//evil.test)',
  'https://evil.test www.evil.test',
  '\\',
  '&lt;b&gt;&#124;',
  '$x$',
  '\u202e\u200b\u0007',
  '\r\n\t',
];

const hostile = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'grapheme', maxLength: 8 })), { maxLength: 5 })
  .map((pieces) => pieces.join(''));

/** A judgement whose every place that a stranger fills holds these texts. */
function plant(plain: Judgement, texts: { reason: string; ticket: string; login: string; path: string }): Judgement {
  const { reason, ticket, login, path } = texts;
  const account = { login, id: 7, type: 'User' };
  return {
    ...plain,
    mergeRefusal: reason,
    facts: {
      ...plain.facts,
      title: reason,
      headBranch: path,
      commits: [commit(account, { oid: OLD_HEAD }), ...plain.facts.commits],
      reviews: [review(account, { commitId: OLD_HEAD })],
    },
    requested: plain.requested.map((grant) => ({
      ...grant,
      grant: path,
      beneficiary: login,
      request: grant.request === null ? null : { ...grant.request, role: path, reason, ticket },
    })),
    problems: [{ rule: 'schema', severity: 'warning', path, line: 1, column: 1, message: reason, cure: ticket }],
    quotaUses: plain.quotaUses.map((use) => ({ ...use, holder: login })),
    decision: {
      ...plain.decision,
      summary: reason,
      files: plain.decision.files.map((file) => ({
        ...file,
        path,
        role: path,
        beneficiary: login,
        because: reason,
        owners: { path, line: 1, pattern: path, owners: [login] },
        groups: file.groups.map((group) => ({ ...group, owners: [`@${login}`] })),
        people: [{ login, counts: false, rule: 'stale', because: `${login} ${reason}` }],
      })),
    },
  };
}

/** What of a text in Markdown is structure: how many of each there are. */
function structureOf(markdown: string): Record<string, unknown> {
  const lines = markdown.split('\n');
  return {
    headings: lines.filter((line) => /^ {0,3}(?:#|=+\s*$|-+\s*$)/.test(line)).length,
    fences: lines.filter((line) => /^\s*(?:- )*(?:```|~~~)/.test(line)).length,
    quotes: lines.filter((line) => /^\s*(?:- )*>/.test(line)).length,
    items: lines.filter((line) => /^\s*(?:[-*+]|\d+[.)]) /.test(line)).length,
    nested: lines.filter((line) => /^\s*- (?:[-*+]|\d+[.)])(?: |$)/.test(line)).length,
    columns: lines.filter((line) => line.startsWith('|')).map((line) => line.split('|').length),
    tags: (markdown.match(/<\/?[a-z!][^>]*>?/gi) ?? []).sort(),
    links: (markdown.match(/\]\(|https?:\/\/|www\./gi) ?? []).length,
    mentions: (markdown.match(/@/g) ?? []).length,
    emphasis: (markdown.match(/\*\*/g) ?? []).length,
    lines: lines.length,
  };
}

describe('law 10: whatever strangers write', () => {
  const texts = fc.record({
    reason: hostile,
    ticket: hostile.filter((text) => text !== ''),
    login: hostile,
    path: hostile,
  });

  test('the structure of the comment and of the checks is ours alone', async () => {
    const plain = await judged(readingOf({ reviews: [review(CAROL, { commitId: OLD_HEAD })] }));
    const render = (judgement: Judgement) => [
      renderComment(judgement),
      renderApprovalCheck(judgement).summary,
      renderRequestCheck({ ...judgement, quotaFaults: [FAULT] }).summary,
    ];
    const innocent = render(plant(plain, { reason: 'why', ticket: 'T-1', login: 'dave', path: 'a/b' })).map(
      structureOf,
    );
    fc.assert(
      fc.property(texts, (written) => {
        expect(render(plant(plain, written)).map(structureOf)).toEqual(innocent);
      }),
      { numRuns: 150 },
    );
  });

  test('the verdict in the headline is ours alone', async () => {
    const plain = await judged(readingOf());
    fc.assert(
      fc.property(texts, (written) => {
        const [headline] = renderComment(plant(plain, written)).split('\n');
        expect(headline).toBe('### ⏳ Waiting for approval');
      }),
      { numRuns: 50 },
    );
  });
});

const FAULT = { rule: 'over-quota', grants: [], message: 'Too much.', cure: 'Remove one.' };

test('a comment fits into what GitHub takes, with its details closed, however much a pull request holds', async () => {
  const plain = await judged(readingOf());
  const much = '|'.repeat(1_000);
  const planted = plant(plain, { reason: much, ticket: much, login: much, path: much });
  const hundred = <T>(list: readonly T[]): T[] => Array.from({ length: 100 }, () => list).flat();
  const files = hundred(planted.decision.files).map((file, index) => ({ ...file, path: `${index}${much}` }));
  const comment = renderComment({
    ...planted,
    problems: hundred(planted.problems),
    requested: hundred(planted.requested),
    facts: {
      ...planted.facts,
      commits: Array.from({ length: 250 }, (_, id) => commit({ login: `${much}${id}`, id: 1_000 + id, type: 'User' })),
    },
    decision: { ...planted.decision, files },
  });
  expect(comment.length).toBeLessThan(65_000);
  expect(comment).toMatch(/… and \d+ more lines\.\n\n<\/details>\n\n<sub>Judged at commit [^\n]*<\/sub>$/);
  expect(comment.split('<details>')).toHaveLength(2);
});
