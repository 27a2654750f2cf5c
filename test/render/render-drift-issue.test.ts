import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Drift } from '../../src/plan/drift.js';
import { readSections } from '../../src/render/issue-sections.js';
import { renderDriftClosing, renderDriftIssue, renderDriftSection } from '../../src/render/render-drift-issue.js';
import { asShown } from './as-shown.js';

function drift(rest: Partial<Drift> = {}): Drift {
  const of = { system: 'aws-sandbox', grant: 'aws-sandbox/alice/billing', entitlement: 'alice.smith/lapse-4711-b' };
  const target = 'aws-iam:111122223333';
  return { kind: 'altered', isCertain: true, target, ...of, outcome: 'mended', message: null, ...rest };
}

function shown(rest: Partial<Drift>): string {
  return (
    asShown(renderDriftSection('aws-sandbox', 'given', [drift(rest)]))
      .split('\n')
      .at(-1) ?? ''
  );
}

describe('a line about drift', () => {
  test('neutralises what others wrote', () => {
    const evil = '@acme/everyone <!-- lapse:system other -->\n### x [y](https://evil.example) #1 | `z`';
    const text = renderDriftSection('aws-sandbox', 'given', [
      drift({ grant: evil, entitlement: evil, target: evil, outcome: 'failed', message: evil }),
    ]);
    expect(text).not.toMatch(/@acme|<!--|\]\(|[^&]#1\b/);
    expect(text.split('\n')).toHaveLength(3);
  });

  test.each<[string, Partial<Drift>, string]>([
    ['what was altered and is put right', {}, 'was not what had been put there: put right by the run that found it.'],
    [
      'what may have been altered',
      { isCertain: false },
      'was changed by hand, or its role was changed: nothing is recorded that could tell: put right by',
    ],
    ['what was missing', { kind: 'missing' }, 'was given, and was gone before its end: put back by the run'],
    [
      'what is not approved',
      { outcome: 'refused', message: 'no owner' },
      'put there: refused; the summary of the run says why.',
    ],
    [
      'what failed',
      { outcome: 'failed', message: 'RequestId 1' },
      'put there: failed; the summary of the run says why.',
    ],
    [
      'what is withheld',
      { outcome: 'withheld', message: 'run with --confirm' },
      'put there: withheld: run with --confirm.',
    ],
    ['what a dry run would put back', { outcome: 'planned' }, 'put there: the next run of provision puts it back.'],
  ])('tells %s', (_name, rest, text) => {
    expect(shown(rest)).toContain(`- aws-sandbox/alice/billing: alice.smith/lapse-4711-b at aws-iam:111122223333 was`);
    expect(shown(rest)).toContain(text);
  });

  test('tells what stood there again after it had been taken away', () => {
    expect(shown({ kind: 'unexplained' })).toContain('had been taken away, and stood there again: removed by the run');
  });

  test('names no grant where none explains it, and how to let it go', () => {
    const text = shown({ kind: 'unexplained', grant: null, outcome: 'withheld', message: 'run with --confirm' });
    expect(text).toBe(
      '- alice.smith/lapse-4711-b at aws-iam:111122223333 bears the mark of this repository, and no grant explains it: withheld: run with --confirm.',
    );
  });
});

describe('the issue of drift', () => {
  test('says the same in whatever order it is told, and names at most 25 of a system', () => {
    const many = Array.from({ length: 30 }, (_, index) => drift({ entitlement: `alice.smith/lapse-${index + 10}` }));
    const text = renderDriftSection('aws-sandbox', 'given', many);
    expect(renderDriftSection('aws-sandbox', 'given', [...many].reverse())).toBe(text);
    expect(text.split('\n')).toHaveLength(2 + 25 + 1);
    expect(text.split('\n').at(-1)).toContain('5 more');
  });

  test('is read back as it was written, whatever the messages hold, and so is what stays when it is closed', () => {
    const texts = fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/), fc.string(), { maxKeys: 4 });
    fc.assert(
      fc.property(texts, (messages) => {
        const sections = new Map<string, string>();
        for (const [system, message] of Object.entries(messages)) {
          for (const part of ['given', 'unexplained'] as const) {
            const own = drift({ outcome: 'failed', entitlement: message, message });
            sections.set(`${system} ${part}`, renderDriftSection(system, part, [own]));
          }
        }
        expect(readSections(renderDriftIssue(sections))).toEqual(sections);
        expect(readSections(renderDriftClosing(sections))).toEqual(sections);
      }),
      { numRuns: 100 },
    );
  });
});
