import { readEvidencePath } from '../../src/evidence/evidence-path.js';
import { readEvidence } from '../../src/evidence/read-evidence.js';
import type { EvidenceRecord } from '../../src/evidence/record.js';
import { provision } from '../../src/use-cases/provision.js';
import { ALICE_PATH, HOUR, NOW, requestText } from '../approval/facts-builder.js';
import { SANDBOX_ACCOUNT } from './example-files.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';

export const AN_HOUR_AGO = NOW - HOUR;
export const END = NOW + 3 * HOUR;
export const WRITING = { dryRun: false, confirmed: false };
export const GRANT = 'aws-sandbox/alice/billing';
export const SECOND_PATH = 'access/aws-sandbox/alice/second.yaml';
export const TARGET = `aws-iam:${SANDBOX_ACCOUNT}`;
export const LOG = 'https://github.com/acme/access/actions/runs/7';

/** alice's request is merged, and no run was there yet. */
export function mergedWorld(overrides: Parameters<typeof fakeWorld>[0] = {}): FakeWorld {
  const world = fakeWorld(overrides);
  world.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: requestText() } });
  return world;
}

export async function grantedWorld(overrides: Parameters<typeof fakeWorld>[0] = {}): Promise<FakeWorld> {
  const world = mergedWorld(overrides);
  await provision(world.ports, { ...WRITING, runUrl: LOG });
  world.hub.calls.length = 0;
  return world;
}

/** All records of the branch, by the name of the grant, oldest life first. */
export function recordsOf(world: FakeWorld): Map<string, EvidenceRecord[]> {
  const records = new Map<string, EvidenceRecord[]>();
  for (const [path, text] of world.hub.evidence.commits.at(-1)?.tree ?? []) {
    if (readEvidencePath(path) === null) continue;
    const reading = readEvidence(path, new TextEncoder().encode(text));
    if ('fault' in reading) throw new Error(`${path}: ${reading.fault}`);
    records.set(reading.record.grant, [...(records.get(reading.record.grant) ?? []), reading.record]);
  }
  return records;
}

export function recordOf(world: FakeWorld, grant = GRANT): EvidenceRecord {
  const [record] = recordsOf(world).get(grant) ?? [];
  if (record === undefined) throw new Error(`there is no record of ${grant}`);
  return record;
}

/** The kinds of a record's events, with why. */
export function story(record: EvidenceRecord): string[] {
  return record.events.map((event) => ('why' in event ? `${event.kind} ${event.why}` : event.kind));
}

export function heldId(world: FakeWorld): string {
  return [...world.aws.held(SANDBOX_ACCOUNT).keys()][0] ?? '';
}
