import { describe, expect, test } from '@jest/globals';
import { type Answer, renderAnswer } from '../../src/render/render-answer.js';
import { asShown } from './as-shown.js';

const GRANT = 'aws-sandbox/alice/billing';
const HOUR = 3_600_000;

describe('a command is answered in one line', () => {
  test.each<[Answer, string]>([
    [
      { kind: 'revoke-opened', opened: [{ grant: GRANT, pullRequest: 31 }] },
      `✅ #31 (${GRANT}) takes the access away, and needs no approval.`,
    ],
    [
      {
        kind: 'revoke-opened',
        opened: [
          { grant: GRANT, pullRequest: 31 },
          { grant: 'aws-sandbox/alice/deploy', pullRequest: 32 },
        ],
      },
      `✅ #31 (${GRANT}), #32 (aws-sandbox/alice/deploy) take the access away, and need no approval.`,
    ],
    [
      { kind: 'extend-opened', opened: [{ grant: GRANT, pullRequest: 31 }], length: 2 * HOUR },
      `✅ #31 (${GRANT}) moves the end by 2h, and needs approval like any request.`,
    ],
    [
      { kind: 'not-merged' },
      '❌ This pull request is not merged, so it has given nothing yet. Close it, or change its files.',
    ],
    [
      { kind: 'refused', grant: GRANT, message: 'There is no role x', cure: 'Use another.' },
      `❌ ${GRANT}: There is no role x. Use another.`,
    ],
    [{ kind: 'nothing-stands' }, '❌ Nothing of this pull request stands any more. Add a new file to ask again.'],
    [
      { kind: 'over-maximum', grant: GRANT, role: 'billing', maximum: 8 * HOUR },
      `❌ ${GRANT} would be longer than 8h, the most that billing allows. Extend it by less, or add a new file.`,
    ],
    [
      { kind: 'already-ended', grant: GRANT, endedAt: Date.UTC(2026, 10, 23, 12) },
      `❌ ${GRANT} has ended at 2026-11-23T12:00:00Z. Add a new file to ask again.`,
    ],
    [{ kind: 'already-ended', grant: GRANT, endedAt: null }, `❌ ${GRANT} has ended. Add a new file to ask again.`],
    [
      { kind: 'cannot-edit', grant: GRANT, path: `access/${GRANT}.yaml`, message: 'its end stands in a comment' },
      `❌ ${GRANT}: its end stands in a comment. Edit access/${GRANT}.yaml by hand, in a pull request of your own.`,
    ],
    [
      { kind: 'refused', grant: GRANT, message: 'Its role is gone.', cure: 'Ask for another one.' },
      `❌ ${GRANT}: Its role is gone. Ask for another one.`,
    ],
    [
      { kind: 'unknown-command', message: 'Lapse knows no command "revok".', cure: 'Did you mean /lapse revoke?' },
      '❌ Lapse knows no command "revok". Did you mean /lapse revoke?',
    ],
  ])('%j', (answer, line) => {
    expect(asShown(renderAnswer(answer))).toBe(line);
  });

  const HOSTILE = 'x\n### ✅ Approved <details> | @acme/security #1 ![x](https://evil.test) \u202e';

  test.each<[Answer]>([
    [{ kind: 'unknown-command', message: HOSTILE, cure: HOSTILE }],
    [{ kind: 'refused', grant: HOSTILE, message: HOSTILE, cure: HOSTILE }],
    [{ kind: 'cannot-edit', grant: HOSTILE, path: HOSTILE, message: HOSTILE }],
    [{ kind: 'over-maximum', grant: HOSTILE, role: HOSTILE, maximum: HOUR }],
    [{ kind: 'revoke-opened', opened: [{ grant: HOSTILE, pullRequest: 31 }] }],
  ])('law 10: in which hostile text stays text: %j', (answer) => {
    const line = renderAnswer(answer);
    expect(line).not.toMatch(/\n|@acme|https:|<(?!\/?code>)|\u202e|\||#1\b/);
  });
});
