import { expect, test } from '@jest/globals';
import { renderEffects } from '../../../src/render/terminal/render-effects.js';

test('a change that touches no grant says that', () => {
  expect(renderEffects([], { colour: false })).toBe('No grant that stands is changed.\n');
});

test('each grant is one line, in which nothing is hidden', () => {
  const effect = { part: 'roles', system: 'aws-sandbox', beneficiary: 'carol', role: 'billing' } as const;
  const because = 'No \u001b[31m role\u202e.\nnext';
  const text = renderEffects([{ ...effect, kind: 'ended', grant: 'aws-sandbox/carol/billing', because }], {
    colour: false,
  });
  expect(text.split('\n')).toEqual([
    expect.stringMatching(/^grant +effect +why$/),
    expect.stringMatching(/^aws-sandbox\/carol\/billing +ended +No \\u\{1b\}\[31m role\\u\{202e\}\.\\u\{a\}next$/),
    '',
  ]);
});
