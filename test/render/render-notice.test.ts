import { expect, test } from '@jest/globals';
import { renderNotice } from '../../src/render/render-notice.js';

const HOSTILE = '</code> @acme/security #1 ![x](https://evil.test)\n# Given \u202e';

test('law 10: hostile text in a refusal makes no line, no mention and no image', () => {
  const refusal = {
    rule: 'not-approved',
    grant: HOSTILE,
    system: 'aws-sandbox',
    message: HOSTILE,
    cure: HOSTILE,
    pullRequest: 12,
  };
  const text = renderNotice({ grant: HOSTILE, refusal });
  expect(text.split('\n')).toHaveLength(1);
  expect(text).not.toMatch(/@acme|!\[|https:|\u202e/);
  expect(text.split('<code>')).toHaveLength(text.split('</code>').length);
});

test('a change that was only planned is not told as given', () => {
  const entitlement = {
    provider: 'aws-iam',
    system: 'aws-sandbox',
    id: 'x',
    grants: ['aws-sandbox/alice/billing'],
    content: '{}',
    window: { start: 0, end: 1 },
    floor: 1,
    floorNote: '',
  };
  const change = { action: 'create', reason: 'granted', entitlement } as const;
  const outcome = { change, result: 'planned', message: null, readBackAt: null } as const;
  expect(renderNotice({ grant: 'aws-sandbox/alice/billing', outcome })).toContain('**not given**');
});

test('law 10: nor does it in the problem of a file, or in what an account that is away says', () => {
  const said = { rule: 'unavailable', message: HOSTILE, cure: HOSTILE };
  const problem = { ...said, severity: 'error' as const, path: HOSTILE, line: 1, column: 1 };
  const unreachable = { ...said, grant: null, system: HOSTILE, pullRequest: null };
  for (const text of [renderNotice({ grant: HOSTILE, problem }), renderNotice({ grant: HOSTILE, unreachable })]) {
    expect(text.split('\n')).toHaveLength(1);
    expect(text).not.toMatch(/@acme|!\[|https:|\u202e/);
    expect(text).toContain('(unavailable)');
  }
});
