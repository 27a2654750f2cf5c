import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Finding } from '../../src/audit/finding.js';
import { readEvidence } from '../../src/evidence/read-evidence.js';
import type { EvidenceRecord } from '../../src/evidence/record.js';
import { ROOT } from '../docs/markdown.js';
import { readTable } from '../docs/read-table.js';
import { publish, type Story, tellStory, verifyStory } from './evidence-story.js';
import { mutate, mutations } from './mutate-record.js';

/** What docs/evidence.md says a clone cannot prove: `approved.approvers.*.id`. */
const UNPROVABLE = readTable(readFileSync(join(ROOT, 'docs/evidence.md'), 'utf8'), 'field').map(([field = '']) =>
  field.replaceAll('`', ''),
);

let clean: readonly Finding[];
let originals: readonly (readonly [path: string, record: EvidenceRecord])[];
let shas: readonly string[];
beforeAll(async () => {
  const story = await tellStory();
  originals = [...story.records];
  shas = await story.fake.repository.firstParents(story.fake.tip(), 100);
  publish(story);
  clean = await verifyStory(story);
});

async function verifyWith(path: string, record: EvidenceRecord): Promise<readonly Finding[]> {
  const story: Story = await tellStory();
  story.records.set(path, record);
  publish(story);
  return verifyStory(story);
}

function isUnprovable(name: string): boolean {
  const [, ...rest] = name.split('.');
  const names = [name, `events.*.${rest.join('.')}`, name.replace(/\..*$/, '.*')];
  return UNPROVABLE.some((field) => names.includes(field));
}

describe('a record of which one thing was forged from the beginning', () => {
  test('is found, or the docs say that a clone cannot prove that field', async () => {
    const forgeries = originals.flatMap(([path, record]) =>
      mutations(record, shas).flatMap((mutation) =>
        mutation.values.flatMap(({ value }) => {
          const forged = mutate(record, mutation, value);
          return isUnprovable(mutation.name) || !isReadable(path, forged) ? [] : [{ path, forged, mutation, value }];
        }),
      ),
    );
    expect(forgeries.length).toBeGreaterThan(500);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...forgeries), async ({ path, forged, mutation, value }) => {
        const findings = await verifyWith(path, forged);
        const isTold = findings.some(({ level }) => level === 'wrong') || say(findings) !== say(clean);
        expect({ [mutation.name]: value, isTold }).toEqual({ [mutation.name]: value, isTold: true });
      }),
      { numRuns: 300 },
    );
  }, 120_000);

  test('each field that the docs call unprovable is one of a record, and is one indeed', async () => {
    const missed = new Map(UNPROVABLE.map((field) => [field, false]));
    for (const [path, record] of originals) {
      for (const mutation of mutations(record, shas)) {
        const [, ...rest] = mutation.name.split('.');
        const field = [mutation.name, `events.*.${rest.join('.')}`].find((name) => missed.get(name) === false);
        if (field === undefined) continue;
        for (const { value } of mutation.values) {
          const forged = mutate(record, mutation, value);
          if (!isReadable(path, forged)) continue;
          const findings = await verifyWith(path, forged);
          if (say(findings) !== say(clean)) continue;
          missed.set(field, true);
          break;
        }
      }
    }
    // No grant of the story failed.
    expect([...missed].flatMap(([field, is]) => (is || field === 'failed.*' ? [] : [field]))).toEqual([]);
  }, 120_000);
});

function say(findings: readonly Finding[]): string {
  return JSON.stringify(findings.map(({ rule, message }) => [rule, message]));
}

function isReadable(path: string, record: EvidenceRecord): boolean {
  return 'record' in readEvidence(path, new TextEncoder().encode(JSON.stringify(record)));
}
