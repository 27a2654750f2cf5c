import { describe, expect, test } from '@jest/globals';
import type { Grant } from '../../src/access/grant.js';
import { renderRevert } from '../../src/render/render-revert.js';
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
    const { title, body } = renderRevert(GRANT, 12);
    expect(title).toBe('Revert #12: aws-sandbox/alice/billing has ended');
    expectDocument('revert', `${body}\n`);
  });

  test('says no more than is known of a file that cannot be read and is older than the history', () => {
    const { title, body } = renderRevert({ ...GRANT, role: null, request: null, window: null, addedIn: null }, null);
    expect(title).toBe('Revert aws-sandbox/alice/billing: it has ended');
    expect(body).not.toMatch(/null|undefined|reason|role|began|merged|#\d/);
  });

  test('is the same each time, so that a second run changes nothing', () => {
    expect(renderRevert(GRANT, 12)).toEqual(renderRevert(GRANT, 12));
  });

  test('law 10: neutralises what its author wrote', () => {
    const reason = '</code> @acme/security closes #1 ![x](https://evil.test)\n\n# Approved \u202e';
    const request = GRANT.request === null ? null : { ...GRANT.request, reason, ticket: reason };
    const { body } = renderRevert({ ...GRANT, request, role: reason }, 12);
    expect(body).not.toMatch(/@acme|closes #1|!\[|https:|\u202e/);
    expect(body.match(/^#/gm)).toBeNull();
    expect(body.split('<code>')).toHaveLength(body.split('</code>').length);
  });
});
