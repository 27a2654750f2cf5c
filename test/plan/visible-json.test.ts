import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { visibleJson } from '../../src/plan/visible-json.js';

test('what cannot be seen is escaped, and everything else stays as it is', () => {
  expect(visibleJson({ a: ['\u202eb\u009b', 'Zoë 👍'] })).toBe(
    '{\n  "a": [\n    "\\u202eb\\u009b",\n    "Zoë 👍"\n  ]\n}',
  );
});

test('whatever the value, it reads back as itself and holds nothing that a terminal obeys', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), (texts) => {
      const written = visibleJson(texts);
      expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(texts)));
      expect(written.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
});
