import { describe, expect, test } from '@jest/globals';
import type { Grant } from '../../src/access/grant.js';
import { renderRevert, renderRevertBatch, saysEnded } from '../../src/render/render-revert.js';
import { HOUR, NOW } from '../approval/facts-builder.js';
import { expectDocument } from './expect-document.js';

const GRANT: Grant = {
  name: 'aws-sandbox/alice/billing',
  path: 'access/aws-sandbox/alice/billing.yaml',
  system: 'aws-sandbox',
  beneficiary: 'alice',
  role: 'billing',
  request: {
    role: 'billing',
    starts: null,
    end: { kind: 'duration', length: 4 * HOUR },
    reason: 'Find out why invoice 8841 was charged twice',
    ticket: 'INC-1234',
  },
  window: { start: NOW - 4 * HOUR, end: NOW },
  state: 'expired',
  addedIn: '0123456789'.repeat(4),
  versions: [],
  problems: [],
};

describe('the revert', () => {
  test('tells the life of the grant', () => {
    const { title, body } = renderRevert(GRANT, 12, NOW);
    expect(title).toBe('Revert #12: aws-sandbox/alice/billing has ended');
    expectDocument('revert', `${body}\n`);
  });

  test('says no more than is known of a file that cannot be read and is older than the history', () => {
    const { title, body } = renderRevert(
      { ...GRANT, role: null, request: null, window: null, addedIn: null },
      null,
      NOW,
    );
    expect(title).toBe('Revert aws-sandbox/alice/billing: it has ended');
    expect(body).not.toMatch(/null|undefined|reason|role|began|merged|#\d/);
  });

  test('is the same each time, so that a second run changes nothing', () => {
    expect(renderRevert(GRANT, 12, NOW)).toEqual(renderRevert(GRANT, 12, NOW));
  });

  test('law 10: neutralises what its author wrote', () => {
    const reason = '</code> @acme/security closes #1 ![x](https://evil.test)\n\n# Approved \u202e';
    const request = GRANT.request === null ? null : { ...GRANT.request, reason, ticket: reason };
    const { body } = renderRevert({ ...GRANT, request, role: reason }, 12, NOW);
    expect(body).not.toMatch(/@acme|closes #1|!\[|https:|\u202e/);
    expect(body.match(/^#/gm)).toBeNull();
    expect(body.split('<code>')).toHaveLength(body.split('</code>').length);
  });
});

describe('the revert of a batch', () => {
  const OTHER: Grant = { ...GRANT, name: 'aws-sandbox/bob/x', beneficiary: 'bob' };

  test('tells each life in one line', () => {
    const lives = [
      { grant: GRANT, original: 12, goneAt: NOW },
      { grant: { ...OTHER, window: null, addedIn: null }, original: null, goneAt: NOW },
    ];
    const { title, body, message } = renderRevertBatch('aws-sandbox', lives);
    expect(title).toBe('Revert 2 ended requests of aws-sandbox');
    expectDocument('revert-batch', `${body}\n`);
    expect(message).toBe(body.split('\n').slice(2).join('\n'));
    expect(renderRevertBatch('aws-sandbox', lives.slice(1)).title).toBe('Revert 1 ended request of aws-sandbox');
  });

  test('law 10: has no word of the requests, and fits with a hundred of the longest names', () => {
    const name = `${'s'.repeat(63)}/${'l'.repeat(39)}/${'n'.repeat(63)}`;
    const lives = Array.from({ length: 100 }, () => ({ grant: { ...GRANT, name }, original: 1_000_000, goneAt: NOW }));
    const { body } = renderRevertBatch('s'.repeat(63), lives);
    expect(body).not.toContain('invoice');
    expect(body.length).toBeLessThan(65_536);
  });
});

test('a headline of ours says whether the end has come', () => {
  expect(saysEnded(renderRevert(GRANT, 12, NOW).title)).toBe(true);
  expect(saysEnded(renderRevertBatch('aws-sandbox', []).title)).toBe(true);
  expect(saysEnded('Revoke #12: aws-sandbox/alice/billing')).toBe(false);
});
