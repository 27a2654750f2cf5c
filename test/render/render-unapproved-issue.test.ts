import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Refusal } from '../../src/plan/run-report.js';
import { readSections } from '../../src/render/issue-sections.js';
import { renderUnapproved, renderUnapprovedIssue } from '../../src/render/render-unapproved-issue.js';

function refusal(rest: Partial<Refusal> = {}): Refusal {
  const grant = 'aws/alice/billing';
  return { rule: 'not-approved', grant, system: 'aws', message: 'no', cure: 'Ask.', pullRequest: 7, ...rest };
}

describe('the issue of what is not approved', () => {
  test('neutralises what others wrote', () => {
    const message = '@acme/everyone <!-- lapse:system other -->\n### x [y](https://evil.example) #1';
    const text = renderUnapproved('aws', [refusal({ message })]);
    expect(text).not.toMatch(/@acme|<!--|\]\(|[^&]#1\b/);
    expect(text.split('\n')).toHaveLength(3);
  });

  test('names at most 25 of a system, and how many more there are', () => {
    const many = Array.from({ length: 30 }, (_, index) => refusal({ grant: `aws/alice/b${index + 10}` }));
    const lines = renderUnapproved('aws', many).split('\n');
    expect(lines).toHaveLength(2 + 25 + 1);
    expect(lines.at(-1)).toContain('5 more');
  });

  test('says the same in whatever order it is told', () => {
    const two = [refusal(), refusal({ grant: 'aws/alice/another' })];
    expect(renderUnapproved('aws', two)).toBe(renderUnapproved('aws', [...two].reverse()));
  });

  test('is read back as it was written, whatever the messages hold, and after an edit in a browser', () => {
    const texts = fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/), fc.string(), { maxKeys: 4 });
    fc.assert(
      fc.property(texts, fc.boolean(), (messages, isEdited) => {
        const sections = new Map(
          Object.entries(messages).map(([system, message]) => [
            system,
            renderUnapproved(system, [refusal({ message })]),
          ]),
        );
        const body = renderUnapprovedIssue(sections);
        expect(readSections(isEdited ? body.replaceAll('\n', '\r\n') : body)).toEqual(sections);
      }),
      { numRuns: 100 },
    );
  });

  test('that somebody has emptied has no sections', () => {
    expect([...readSections('')]).toEqual([]);
  });
});
