import { expect, test } from '@jest/globals';
import type { Request } from '../../src/access/request.js';
import { describeWindow } from '../../src/render/describe-request.js';
import { HOUR, NOW } from '../approval/facts-builder.js';

const DURATION: Request['end'] = { kind: 'duration', length: 4 * HOUR };
const EXPIRES: Request['end'] = { kind: 'expires', at: NOW + 2 * HOUR };

test.each([
  [null, DURATION, '4h from the merge'],
  [NOW, DURATION, '4h from 2026-11-23T12:00:00Z'],
  [null, EXPIRES, 'from the merge until 2026-11-23T14:00:00Z'],
  [NOW, EXPIRES, '2026-11-23T12:00:00Z until 2026-11-23T14:00:00Z'],
])('starts %p, %p: %s', (starts, end, text) => {
  expect(describeWindow({ role: 'x', reason: 'x', ticket: null, starts, end })).toBe(text);
});
