import { describe, expect, test } from '@jest/globals';
import type { AuditRow } from '../../../src/audit/audit-row.js';
import type { Finding } from '../../../src/audit/finding.js';
import type { RowAtTime } from '../../../src/audit/in-force.js';
import { readFacts } from '../../../src/audit/read-facts.js';
import type { AuditReport } from '../../../src/audit/report.js';
import { AUDIT_COLUMN_NAMES } from '../../../src/render/terminal/audit-columns.js';
import { renderAudit, TEXT_FORMATS, type TextFormat } from '../../../src/render/terminal/render-audit.js';
import { renderHistory } from '../../../src/render/terminal/render-history.js';
import { at } from '../../access/fixtures.js';
import { APPROVED, END, exampleRecord, GIVEN, REMOVED, RUN, sha, VERSION } from '../../evidence/example-record.js';

const PLAIN = { colour: false };
const RECORD = exampleRecord({ events: [APPROVED, GIVEN, REMOVED] });
const ROW: AuditRow = {
  grant: RECORD.grant,
  beneficiary: 'alice',
  system: 'sandbox',
  role: 'billing',
  reason: 'invoice 8841',
  ticket: 'INC-1',
  window: { start: at(VERSION.committedAt), end: at(END) },
  state: 'expired',
  addedIn: RECORD.addedIn,
  mergedAt: at(VERSION.committedAt),
  author: 'alice',
  subject: 'alice asks',
  removedIn: null,
  removedAt: null,
  evidence: 'recorded',
  ...readFacts(RECORD, at(END)),
};
const BARE: AuditRow = {
  ...ROW,
  grant: 'sandbox/bob/x',
  window: null,
  state: 'invalid',
  role: null,
  reason: null,
  ticket: null,
  evidence: 'absent',
  ...readFacts(exampleRecord({ events: [] }), at(END)),
};
const REPORT: AuditReport = {
  at: at('2026-11-24T00:00:00Z'),
  period: { since: null, until: null },
  commit: sha('1'),
  evidence: sha('2'),
  rows: [ROW, BARE],
  findings: null,
};
const FINDING: Finding = {
  level: 'wrong',
  rule: 'approval-of-other-bytes',
  grant: ROW.grant,
  addedIn: ROW.addedIn,
  where: 'sandbox/alice/billing@aaaa.json',
  message: 'The approval is for another blob.',
  cure: 'Look at the pull request.',
};
const WHOLE: Finding = { ...FINDING, level: 'unproved', rule: 'unsigned', grant: null, addedIn: null };

function text(format: TextFormat, report: Partial<AuditReport> = {}, standing: readonly RowAtTime[] | null = null) {
  return renderAudit({ ...REPORT, ...report }, standing, format, PLAIN).text;
}

/** Column → cell of each row. None of the examples' cells holds a comma. */
function csv(
  report: Partial<AuditReport> = {},
  standing: readonly RowAtTime[] | null = null,
): Record<string, string>[] {
  const [head = '', ...lines] = text('csv', report, standing).trimEnd().split('\n');
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [names[index] ?? '', cell])));
}

describe('hostile text in a row', () => {
  const HOSTILE = '=a|\u001b[31m\u202e\n"`<b>;=1';
  const run = { ...RUN, url: HOSTILE };
  const hostile: AuditRow = {
    ...ROW,
    reason: HOSTILE,
    ticket: HOSTILE,
    author: HOSTILE,
    subject: HOSTILE,
    target: HOSTILE,
    approvals: [
      {
        ...APPROVED,
        because: HOSTILE,
        approvers: APPROVED.approvers.map((review) => ({ ...review, login: HOSTILE })),
        codeOwners: { ...APPROVED.codeOwners, path: HOSTILE, pattern: HOSTILE, owners: [HOSTILE] },
        requester: { login: HOSTILE, id: 1 },
        pullRequest: { ...APPROVED.pullRequest, url: HOSTILE },
      },
    ],
    refusal: { kind: 'refused', version: HOSTILE, rule: HOSTILE, message: HOSTILE, pullRequest: null, run },
  };
  const findings = [{ ...FINDING, rule: HOSTILE, where: HOSTILE, message: HOSTILE, cure: HOSTILE }];

  test.each(TEXT_FORMATS)('is shown as what it is in %s', (format) => {
    const rendered = renderAudit({ ...REPORT, rows: [hostile], findings }, null, format, PLAIN);
    for (const part of [rendered.text, rendered.aside]) expect(part).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    expect(rendered.text).toMatch(/u\{?202e/);
  });

  test('keeps a Markdown row one line with as many cells as its head', () => {
    const lines = text('markdown', { rows: [hostile] })
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line.split('|')).toHaveLength(AUDIT_COLUMN_NAMES.length + 2);
    expect(lines[2]).not.toMatch(/[<>`]/);
  });

  test('starts no formula in a CSV', () => {
    for (const cell of text('csv', { rows: [hostile] })
      .split('\n')[1]
      ?.split(/[,;]/) ?? []) {
      expect(cell.replace(/^"/, '').trim()).not.toMatch(/^[=+\-@]/);
    }
  });

  test('is the same text in JSON', () => {
    expect(JSON.parse(text('json', { rows: [hostile] }))[0].approvals[0].because).toBe(HOSTILE);
  });
});

describe('the CSV', () => {
  test('has a cell for everything that is known of a life', () => {
    expect(csv()[0]).toEqual({
      grant: 'sandbox/alice/billing',
      system: 'sandbox',
      target: 'aws-iam:111122223333',
      role: 'billing',
      beneficiary: 'alice',
      beneficiaryId: '1',
      requester: 'alice',
      reason: 'invoice 8841',
      ticket: 'INC-1',
      start: '2026-11-23T14:00:00Z',
      end: '2026-11-23T18:00:00Z',
      state: 'expired',
      standing: '',
      addedIn: sha('a'),
      mergedAt: '2026-11-23T14:00:00Z',
      author: 'alice',
      subject: 'alice asks',
      pullRequest: 'https://github.com/acme/access/pull/12',
      mergeCommit: sha('a'),
      approvers: 'bob',
      approvedCommit: sha('c'),
      approvedAt: '2026-11-23T13:50:00Z',
      because: 'bob approved it.',
      codeOwnersLine: '.github/CODEOWNERS:2 /access/ @bob',
      policyCommit: sha('9'),
      policyDigest: `sha256:${'e'.repeat(64)}`,
      refused: '',
      givenAt: '2026-11-23T14:01:05Z',
      failed: '',
      removedIn: '',
      removedAt: '',
      removalWhy: 'expired',
      goneAt: '2026-11-23T18:07:00Z',
      lagSeconds: '420',
      evidence: 'recorded',
      findings: '',
    });
  });

  test('leaves empty what is not known', () => {
    const empty = Object.entries(csv()[1] ?? {}).filter(([, cell]) => cell !== '');
    expect(empty.map(([name]) => name)).toEqual([
      'grant',
      'system',
      'beneficiary',
      'state',
      'addedIn',
      'mergedAt',
      'author',
      'subject',
      'evidence',
    ]);
  });

  test('the places of approvers, commits and times belong together, and repeats of the rest are told once', () => {
    const [bob] = APPROVED.approvers;
    const carol = { login: 'carol', id: 3, review: 32, commit: sha('7'), submittedAt: '2026-11-23T15:00:00Z' };
    const second = { ...APPROVED, version: sha('8'), approvers: [carol, ...(bob === undefined ? [] : [bob])] };
    const [cells] = csv({ rows: [{ ...ROW, approvals: [APPROVED, second] }] });
    expect(cells).toMatchObject({
      approvers: 'bob; carol; bob',
      approvedCommit: `${sha('c')}; ${sha('7')}; ${sha('c')}`,
      approvedAt: '2026-11-23T13:50:00Z; 2026-11-23T15:00:00Z; 2026-11-23T13:50:00Z',
      requester: 'alice',
      policyCommit: sha('9'),
    });
  });

  test('says of each life what was found, and tells the findings aside so that it stays a CSV', () => {
    const findings = [FINDING, FINDING, WHOLE, { ...FINDING, addedIn: sha('7') }];
    const rendered = renderAudit({ ...REPORT, findings }, null, 'csv', PLAIN);
    expect(csv({ findings }).map((row) => row['findings'])).toEqual(['wrong: approval-of-other-bytes', '']);
    expect(rendered.text.trimEnd().split('\n')).toHaveLength(3);
    expect(rendered.aside).toContain('unproved: unsigned  The approval is for another blob.');
    expect(rendered.aside).toMatch(/\nverified: 3 wrong, 1 unproved\n$/);
  });

  test('has its head also where there is nothing', () => {
    expect(text('csv', { rows: [] })).toBe(`${AUDIT_COLUMN_NAMES.join(',')}\n`);
  });
});

describe('the JSON', () => {
  test('is a list, and an object with the findings where it was verified', () => {
    expect(JSON.parse(text('json'))).toHaveLength(2);
    const verified = JSON.parse(text('json', { findings: [FINDING] }));
    expect(verified.rows).toEqual(JSON.parse(text('json')));
    expect(verified.findings).toEqual([FINDING]);
    expect(JSON.parse(text('json', { findings: [] }))).toMatchObject({ findings: [] });
  });

  test('holds the approvals as they are recorded, and times as text', () => {
    const [row] = JSON.parse(text('json'));
    expect(row).toMatchObject({
      approvals: [APPROVED],
      givenAt: '2026-11-23T14:01:05Z',
      removal: { why: 'expired', goneAt: '2026-11-23T18:07:00Z', endedAt: END, lagSeconds: 420 },
    });
    expect(row).not.toHaveProperty('standing');
  });
});

describe('the table', () => {
  test('is one line a life, with who approved it, when it was given and gone', () => {
    const lines = text('table').trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/ bob +2026-11-23T14:01:05Z +2026-11-23T18:07:00Z \(7 min after\) +recorded +INC-1 /);
    expect(text('table', { rows: [] })).toBe('no grants\n');
  });

  test('findings stand behind it, what is wrong first, and the last line counts', () => {
    const rendered = text('table', { findings: [WHOLE, FINDING] });
    expect(rendered.split('\n\n')[1]).toBe(
      'wrong: approval-of-other-bytes  sandbox/alice/billing@aaaaaaaaaaaa  The approval is for another blob.\n' +
        '    sandbox/alice/billing@aaaa.json: Look at the pull request.\n' +
        'unproved: unsigned  The approval is for another blob.\n' +
        '    sandbox/alice/billing@aaaa.json: Look at the pull request.\n' +
        'verified: 1 wrong, 1 unproved\n',
    );
    expect(text('table', { findings: [] })).toMatch(/\n\nverified: all adds up\n$/);
  });
});

test('the Markdown has the findings as a table of their own', () => {
  const [rows, findings] = text('markdown', { findings: [FINDING] }).split('\n\n### Findings\n\n');
  expect(rows?.split('\n')).toHaveLength(4);
  expect(findings).toMatch(/^\| level \|[\s\S]*\nverified: 1 wrong, 0 unproved\n$/);
});

test('how grants stood at a time has a place in every form', () => {
  const standing = [{ row: ROW, standing: 'left-behind' as const }];
  const report = { rows: [ROW] };
  expect(csv(report, standing)[0]).toMatchObject({ state: 'expired', standing: 'left-behind' });
  expect(JSON.parse(text('json', report, standing))).toEqual([expect.objectContaining({ standing: 'left-behind' })]);
  expect(text('table', report, standing)).toMatch(/^grant +role +start +end +state +standing /);
  expect(text('markdown', report, standing)).toContain('left-behind');
});

test('a story is one line a fact, and shows hostile text as what it is', () => {
  const entry = {
    at: at(END),
    kind: 'ended' as const,
    grant: ROW.grant,
    addedIn: ROW.addedIn,
    text: 'Its\u202e window\nended.',
    commit: null,
    pullRequest: null,
    run: null,
  };
  expect(renderHistory([entry], PLAIN)).toBe(
    '2026-11-23T18:00:00Z  ended     sandbox/alice/billing  Its\\u{202e} window\\u{a}ended.\n',
  );
  expect(renderHistory([], PLAIN)).toBe('nothing happened in this time\n');
});
