import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { FINDING_RULES } from '../../src/audit/verify-rules.js';
import { readEvidence } from '../../src/evidence/read-evidence.js';
import { ROOT } from './markdown.js';
import { readTable } from './read-table.js';

const PAGE = readFileSync(join(ROOT, 'docs/evidence.md'), 'utf8');

describe('docs/evidence.md', () => {
  test('the record that it shows is one', () => {
    const [, json = ''] = /```json\n([\s\S]*?)```/.exec(PAGE) ?? [];
    const path = 'aws-sandbox/alice/billing@a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1.json';
    expect(readEvidence(path, new TextEncoder().encode(json))).toHaveProperty('record');
  });

  test('its table has every rule of the verification with its level and cure, in their order', () => {
    const rows = readTable(PAGE, 'rule').map(([rule = '', level, , cure]) => [rule.replaceAll('`', ''), level, cure]);
    expect(rows).toEqual(Object.entries(FINDING_RULES).map(([rule, { level, cure }]) => [rule, level, cure]));
  });

  test('it says what each of them means', () => {
    for (const [, , meaning] of readTable(PAGE, 'rule')) expect(meaning).toMatch(/^[A-Z].*\.$/);
  });
});
