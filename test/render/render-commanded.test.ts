import { describe, expect, test } from '@jest/globals';
import type { Request } from '../../src/access/request.js';
import { type CommandedGrant, renderExtension, renderRevocation } from '../../src/render/render-commanded.js';
import { HOUR, NOW } from '../approval/facts-builder.js';
import { expectDocument } from './expect-document.js';

const REQUEST: Request = {
  role: 'billing',
  starts: null,
  end: { kind: 'duration', length: 4 * HOUR },
  reason: 'Find out why invoice 8841 was charged twice',
  ticket: 'INC-1234',
};
const AFTER: Request = { ...REQUEST, end: { kind: 'duration', length: 6 * HOUR } };
const GRANT: CommandedGrant = {
  name: 'aws-sandbox/alice/billing',
  system: 'aws-sandbox',
  beneficiary: 'alice',
  request: REQUEST,
  original: 12,
  by: 'alice',
};
const EXTENSION = { length: 2 * HOUR, before: REQUEST, after: AFTER, mergedAt: NOW };

describe('what the App opens because somebody commanded it', () => {
  test('a revocation says who wanted it', () => {
    const { title, body, message } = renderRevocation(GRANT);
    expect([title, message]).toEqual(['Revoke #12: aws-sandbox/alice/billing', 'Reverts #12']);
    expectDocument('revocation', `${body}\n`);
  });

  test('an extension says who asked for it, and from when to when', () => {
    const { title, body } = renderExtension(GRANT, EXTENSION);
    expect(title).toBe('Extend #12: aws-sandbox/alice/billing by 2h');
    expectDocument('extension', `${body}\n`);
  });

  test('an extension of a request whose merge is not known says how long it is, or when it ends', () => {
    const { body } = renderExtension(GRANT, { ...EXTENSION, mergedAt: null });
    expect(body).toContain('- from: 4h from its first merge\n- to: 6h from its first merge');
    const ends = (at: number): Request => ({ ...REQUEST, end: { kind: 'expires', at } });
    const known = renderExtension(GRANT, { ...EXTENSION, mergedAt: null, before: ends(NOW), after: ends(NOW + HOUR) });
    expect(known.body).toContain('- from: 2026-11-23T12:00:00Z\n- to: 2026-11-23T13:00:00Z');
  });

  test('says no more than is known of a file that cannot be read', () => {
    expect(renderRevocation({ ...GRANT, request: null }).body).not.toMatch(/null|undefined|reason|role/);
  });

  test('law 10: neutralises what people wrote, and leaves it out of the commit', () => {
    const hostile = '</code> @acme/security closes #1 [skip ci] ![x](https://evil.test)\n\n# Approved \u202e';
    const request = { ...REQUEST, role: hostile, reason: hostile, ticket: hostile };
    const grant = { ...GRANT, request, by: hostile };
    for (const { title, body, message } of [renderRevocation(grant), renderExtension(grant, EXTENSION)]) {
      expect(body).not.toMatch(/@acme|closes #1|!\[|https:|\u202e/);
      expect(body.match(/^#/gm)).toBeNull();
      expect(body.split('<code>')).toHaveLength(body.split('</code>').length);
      expect(title + message).not.toMatch(/closes|skip/);
    }
  });
});
