import { expect, test } from '@jest/globals';
import type { Drift } from '../../src/plan/drift.js';
import { renderDriftList } from '../../src/render/drift-list.js';
import { renderDrift, renderDriftLine } from '../../src/render/terminal/render-drift.js';

const PLAIN = { colour: false };
const HOSTILE = '\u001b[2J\u202e | x\n## @acme/everyone <img src=x> [y](https://evil.example)';

function drift(rest: Partial<Drift> = {}): Drift {
  const of = { system: 'aws-sandbox', grant: 'aws-sandbox/alice/billing', entitlement: 'alice.smith/lapse-4711-b' };
  const target = 'aws-iam:111122223333';
  return { kind: 'missing', isCertain: true, target, ...of, outcome: 'mended', message: null, ...rest };
}

const HOSTILE_DRIFT = drift({
  grant: HOSTILE,
  entitlement: HOSTILE,
  target: HOSTILE,
  message: HOSTILE,
  outcome: 'failed',
});

test('hostile text makes no heading, mention or link in a summary, and nothing that a terminal obeys', () => {
  const summary = renderDriftList([HOSTILE_DRIFT]);
  expect(summary).not.toMatch(/@acme|<img|\]\(|^## /m);
  expect(summary.split('\n')).toHaveLength(3);
  for (const shown of [renderDrift([HOSTILE_DRIFT], true, PLAIN), renderDriftLine(HOSTILE_DRIFT, PLAIN)]) {
    expect(shown).not.toContain('\u001b');
    expect(shown).not.toContain('\u202e');
    expect(shown).toContain('\\u{202e}');
  }
});

test('a summary without drift has no section of it', () => {
  expect(renderDriftList([])).toBe('');
  expect(renderDriftList([drift()])).toMatch(/^Drift: .*\n\n- .*put back by the run/);
});

test('the absence of drift is not claimed where it could not be told', () => {
  expect(renderDrift([], true, PLAIN)).toBe('no drift\n');
  expect(renderDrift([], false, PLAIN)).toBe('no drift in what could be told\n');
});

test('a table has what is wrong and what becomes of it', () => {
  const [head, ...rows] = renderDrift([drift({ grant: null, kind: 'unexplained', outcome: 'planned' })], true, PLAIN)
    .trimEnd()
    .split('\n');
  expect(head).toMatch(/^kind +grant +entitlement +target +what becomes of it$/);
  expect(rows).toEqual([
    expect.stringMatching(/^unexplained +- +alice\.smith\/lapse-4711-b +.*the next run removes it\.$/),
  ]);
});

test('what may have been done by hand is marked, and the mark explained', () => {
  const shown = renderDrift([drift({ kind: 'altered', isCertain: false })], true, PLAIN);
  expect(shown).toMatch(/^altered\? +aws-sandbox/m);
  expect(shown).toContain('altered?: by hand, or its role was changed');
});

test('a line of a run says what became of it', () => {
  expect(renderDriftLine(drift(), PLAIN)).toBe(
    'drift  aws-sandbox/alice/billing: alice.smith/lapse-4711-b at aws-iam:111122223333 was given, and was gone before its end: mended\n',
  );
  expect(renderDriftLine(drift({ grant: null }), PLAIN)).toMatch(/^drift {2}alice\.smith/);
});
