import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeDocument, escapeXml, writeXml, xmlTime } from '../../../sandbox/aws/xml.js';

describe('XML', () => {
  test('lists become members and undefined fields are left out', () => {
    expect(writeXml({ A: ['x', { B: 1 }], C: undefined, D: false, E: [] })).toBe(
      '<A><member>x</member><member><B>1</B></member></A><D>false</D><E></E>',
    );
  });

  test('no text opens an element, ends one, or holds what XML cannot', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const escaped = escapeXml(text);
        expect(escaped).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|apos|#xD);)/);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
        expect(escaped).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
      }),
    );
  });

  test('a time is in UTC to the second', () => {
    expect(xmlTime(Date.UTC(2026, 10, 22, 10, 0, 0, 999))).toBe('2026-11-22T10:00:00Z');
  });

  test('an encoded document holds only unreserved characters of RFC 3986 and comes back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (document) => {
        const encoded = encodeDocument(document);
        expect(encoded).toMatch(/^(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*$/);
        expect(decodeURIComponent(encoded)).toBe(document);
      }),
    );
  });
});
