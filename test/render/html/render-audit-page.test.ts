import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { AuditReport } from '../../../src/audit/report.js';
import { renderAuditPage } from '../../../src/render/html/render-audit-page.js';
import { AT, aFinding, anApproval, aReport, aRow, HOUR } from './audit-report.js';

const ASSETS = { script: 'void "the script";', style: 'body { color: black; }' };

function render(parts: Partial<AuditReport> = {}): string {
  return renderAuditPage(aReport(parts), ASSETS);
}

function textOf(html: string): string {
  const body = html.slice(html.indexOf('<body')).replace(/<(script|style)[^>]*>.*?<\/\1>/gs, '');
  return body.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

describe('assets that cannot stand in the page', () => {
  test.each([
    ['a script that ends its element', { script: 'a = "</SCRIPT>"', style: '' }],
    ['a script that opens a comment', { script: 'a = "<!--"', style: '' }],
    ['a script that the parser would change', { script: 'a\r\nb', style: '' }],
    ['a style that ends its element', { script: '', style: '/* </style> */' }],
  ])('%s is refused', (_name, assets) => {
    expect(() => renderAuditPage(aReport(), assets)).toThrow('cannot stand');
  });
});

describe('the policy of the page', () => {
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(render())?.[1]?.replaceAll('&#39;', "'") ?? '';

  test('lets nothing in but the two texts that stand in it, by their hashes', () => {
    const page = render();
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const script = /<script>(.*?)<\/script>/s.exec(page)?.[1] ?? '';
    const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? '';
    expect([script, style]).toEqual([ASSETS.script, ASSETS.style]);
    expect(policy.split('; ').slice(0, 3)).toEqual([
      "default-src 'none'",
      `script-src ${hash(script)}`,
      `style-src ${hash(style)}`,
    ]);
  });

  test('has no way around it', () => {
    expect(policy).not.toMatch(/unsafe|https?:|\*|data:/);
    expect(render()).not.toMatch(/ style="| on[a-z]+="/);
  });

  test('stands before everything that it is for', () => {
    const page = render();
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<style>'));
  });
});

describe('without its script the page tells', () => {
  test('what it was made from', () => {
    const text = textOf(render({ period: { since: AT - HOUR, until: AT + HOUR } }));
    expect(text).toContain('State at 2026-11-22 12:00:00 UTC');
    expect(text).toContain('from 2026-11-22 11:00:00 UTC , before 2026-11-22 13:00:00 UTC');
    expect(text).toContain(`Commit judged ${'a'.repeat(40)}`);
    expect(text).toContain(`Evidence ${'d'.repeat(40)}`);
    expect(text).toContain('1 active');
    expect(text).toContain('1 recorded');
  });

  test('what was asked, where it was not everything', () => {
    const scope = { user: 'alice', system: null, role: 'deploy<', grant: null };
    const text = textOf(renderAuditPage(aReport(), ASSETS, { scope, isAtTime: true }));
    expect(text).toContain('Only person alice, role deploy&lt;');
    expect(text).toContain('Period what stood at that time, and nothing else');
    expect(textOf(render())).not.toContain('Only');
  });

  test('that the clone has no evidence', () => {
    expect(textOf(render({ evidence: null }))).toContain('Evidence none in the clone');
  });

  test('who has what, how long, and by whose approval', () => {
    expect(textOf(render())).toMatch(
      /alice aws-sandbox billing-readonly 1 h left 2026-11-22 13:00 UTC carol read back 2026-11-22 11:01 UTC/,
    );
  });

  test.each([
    ['whose approvals are not recorded', { approvals: [], givenAt: null }, /not recorded not recorded/],
    ['that nobody had to approve', { approvals: [anApproval({ approvers: [] })] }, /nobody had to/],
  ])('of a grant %s that it is so', (_name, parts, form) => {
    expect(textOf(render({ rows: [aRow(parts)] }))).toMatch(form);
  });

  test('what has ended and is not shown to be gone', () => {
    const expired = aRow({ state: 'expired', window: { start: AT - 2 * HOUR, end: AT - HOUR } });
    const gone = { why: 'expired', goneAt: AT, endedAt: AT - HOUR, lag: HOUR } as const;
    expect(textOf(render({ rows: [expired] }))).toContain('Ended, and not shown to be gone: 1');
    expect(textOf(render({ rows: [{ ...expired, removal: gone }] }))).not.toContain('not shown to be gone');
    expect(textOf(render({ rows: [{ ...expired, givenAt: null }] }))).not.toContain('not shown to be gone');
  });

  test.each([
    [{ since: null, until: null }, false],
    [{ since: AT - HOUR, until: AT + HOUR }, false],
    [{ since: AT + 1, until: null }, true],
    [{ since: null, until: AT }, true],
  ])('that it is not the whole where the period %j leaves the time out: %s', (period, partial) => {
    expect(textOf(render({ period })).includes('leaves other times out')).toBe(partial);
  });

  test('all of many, the later ones folded away', () => {
    const page = render({ rows: Array.from({ length: 1_234 }, () => aRow()) });
    expect(page.match(/scope="row"/g)).toHaveLength(1_234);
    const parts = [...page.matchAll(/class="rows">(.*?)<\/script>/gs)].map(([, part = '']) => JSON.parse(part));
    expect(parts.map((part) => part.length)).toEqual([1_000, 234]);
    expect(page).toContain('<summary>1,034 more</summary>');
  });
});

describe('the findings', () => {
  test('are wanted by a command where nothing was verified', () => {
    expect(textOf(render({ findings: null }))).toContain('lapse audit --verify --format html');
  });

  test('are none where all adds up', () => {
    expect(textOf(render())).toContain('All that was recomputed adds up.');
  });

  test('are told wrong first, by rule, and never passed over', () => {
    const unproved = aFinding({ level: 'unproved', rule: 'unsigned', message: 'The commit is not signed' });
    const text = textOf(render({ findings: [unproved, aFinding(), aFinding({ message: 'Nor has this' })] }));
    expect(text).toContain('2 things do not add up. Somebody has to look.');
    expect(text.indexOf('It has no record.')).toBeLessThan(text.indexOf('The commit is not signed.'));
    expect(text).toContain('Nor has this.');
  });

  test('name their cure once where they share it, and each its own otherwise', () => {
    const cures = (findings: AuditReport['findings']) =>
      textOf(render({ findings })).split('Run access-provision.').length;
    expect(cures([aFinding(), aFinding()])).toBe(2);
    expect(textOf(render({ findings: [aFinding(), aFinding({ cure: 'Ask carol' })] }))).toContain('Ask carol.');
  });

  test('lead to their grant, and to a pull request where that is the place', () => {
    const where = 'https://github.com/acme/access/pull/7';
    const page = render({ findings: [aFinding({ where })] });
    expect(page).toContain(`<a href="${where}" rel="noreferrer noopener">`);
    expect(render({ findings: [aFinding({ grant: 'aws-sandbox/bob/other' })] })).not.toContain('Show the grant');
    expect(page).toContain(`href="#?q=aws-sandbox%2Falice%2Fbilling+${'a'.repeat(40)}"`);
  });
});
