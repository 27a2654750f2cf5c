import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AuditReport } from '../../../src/audit/report.js';
import { escapeHtml, escapeJson } from '../../../src/render/html/escape-html.js';
import { linkPullRequest } from '../../../src/render/html/pull-request-link.js';
import { renderAuditPage } from '../../../src/render/html/render-audit-page.js';
import { aFinding, anApproval, aReport, aRow } from './audit-report.js';

const PIECES = [
  '</script>',
  '<script>alert(1)</script>',
  '<!--',
  '-->',
  ']]>',
  '</title></style></noscript>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '&lt;b&gt;&#60;',
  'javascript:alert(1)',
  '\u202e\u200b\u0007\u2028\u2029',
  '\ud800',
  '__proto__',
  '\\u003c',
];

const hostile = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 8 })), {
    minLength: 1,
    maxLength: 4,
  })
  .map((pieces) => pieces.join(''));

/** A report of which every text that a stranger writes is this one. */
function plant(text: string): AuditReport {
  const run = { name: 'provision', commit: text, url: text, startedAt: text } as const;
  const approval = anApproval({
    run,
    version: text,
    pullRequest: { number: 1, url: text, mergedAt: text, head: text, merge: text },
    requester: { login: text, id: 1 },
    policy: { commit: text, digest: text },
    codeOwners: { path: text, line: 1, pattern: text, owners: [text] },
    groups: [{ from: text, owners: [text], needed: 1, counted: [text] }],
    approvers: [{ login: text, id: 1, review: 1, commit: text, submittedAt: text }],
    because: text,
  });
  const row = aRow({
    grant: text,
    beneficiary: text,
    system: text,
    role: text,
    reason: text,
    ticket: text,
    addedIn: text,
    author: text,
    subject: text,
    removedIn: text,
    approvals: [approval],
    refusal: { kind: 'refused', run, version: text, rule: text, message: text, pullRequest: null },
    failure: { kind: 'failed', run, target: text, entitlement: text, action: 'put', rule: text, message: text },
    target: text,
  });
  const finding = aFinding({ rule: text, grant: text, addedIn: text, where: text, message: text, cure: text });
  return aReport({ commit: text, evidence: text, rows: [row], findings: [finding] });
}

function render(report: AuditReport): string {
  return renderAuditPage(report, { script: 'void 0;', style: 'body {}' });
}

function dataOf(page: string): string {
  return /<script type="application\/json" class="rows">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
}

/** The page without its data, and of each tag everything but the addresses, which may hold what was searched for. */
function structureOf(page: string): readonly string[] {
  const tags = page.replace(dataOf(page), '').match(/<[a-z!/][^>]*>/gi) ?? [];
  return tags.map((tag) => tag.replace(/ href="#\?[^"]*"/, ''));
}

describe('law 10: whatever strangers write', () => {
  const innocent = structureOf(render(plant('innocent')));

  test('the elements of the page and their attributes are ours alone', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(structureOf(render(plant(text)))).toEqual(innocent);
      }),
      { numRuns: 300 },
    );
  });

  test('the data ends where we end it, and is what was put in', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const data = dataOf(render(plant(text)));
        expect(data).not.toMatch(/[<>&\u2028\u2029]/);
        const parsed: unknown = JSON.parse(data);
        expect(parsed).toMatchObject([{ state: 'active' }]);
      }),
      { numRuns: 300 },
    );
  });

  test('nothing invisible and no half of a character is left', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(render(plant(text)).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
      { numRuns: 300 },
    );
  });
});

test('JSON that is escaped reads back as itself', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      expect(JSON.stringify(JSON.parse(escapeJson(value)))).toBe(JSON.stringify(value));
    }),
  );
});

test('no text ends an attribute or begins an element', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/[<>"']/.test(escapeHtml(text))));
});

describe('a link', () => {
  test.each(['https://github.com/acme/access/pull/7', 'https://github.example.org/acme/access.requests/pull/123'])(
    'leads to the pull request %s',
    (address) => {
      expect(linkPullRequest(address)).toEqual({ text: address, address });
    },
  );

  test.each([
    'javascript:alert(1)',
    'http://github.com/acme/access/pull/7',
    'https://github.com@evil.test/acme/access/pull/7',
    'https://github.com:8443/acme/access/pull/7',
    'https://github.com/acme/access/pull/7?redirect=evil',
    'https://github.com/acme/access/pull/7#x',
    'https://github.com/acme/../pull/7/../..',
    'https://gіthub.com/acme/access/pull/7',
    'https://github.com/acme/access/pull/7\n',
    'https://-evil.test/acme/access/pull/7',
    'access/aws-sandbox/alice/billing.yaml',
  ])('is not made of %j', (address) => {
    expect(linkPullRequest(address).address).toBeNull();
  });
});
