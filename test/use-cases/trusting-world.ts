import type { RunReport } from '../../src/plan/run-report.js';
import { provision } from '../../src/use-cases/provision.js';
import { ALICE_PATH, requestText } from '../approval/facts-builder.js';
import { POLICY } from './example-files.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';

export const ROLES = 'access/aws-sandbox/roles.yaml';
export const CONFIG = 'access/config.yaml';
export const OWNERS = '.github/CODEOWNERS';
export const GRANT = 'aws-sandbox/alice/billing';
export const REQUEST = { [ALICE_PATH]: requestText() };
export const PROD_REQUEST = { 'access/aws-prod/alice/logs.yaml': requestText('read') };

export const WIDER = { [ROLES]: POLICY[ROLES].replace('"ce:Get*"', '"ce:*"') };
export const BEFORE = { [ROLES]: POLICY[ROLES] };
export const PLANTED = { [OWNERS]: '/access/ @bob-two\n/.github/ @bob-two\n' };
export const BOB_TWO = { login: 'bob-two', id: 104, type: 'User' };

/** The policy was pushed ten days ago, and that commit is the one that is trusted. */
export interface TrustingWorld {
  readonly world: FakeWorld;
  readonly trustedFrom: string;
}

export function trustingWorld(overrides: Parameters<typeof fakeWorld>[0] = {}): TrustingWorld {
  const world = fakeWorld(overrides);
  return { world, trustedFrom: world.clone.tip() };
}

export function run({ world, trustedFrom }: TrustingWorld): Promise<RunReport> {
  return provision(world.ports, { dryRun: false, confirmed: false, trustedFrom });
}

/** `untrusted-policy aws-sandbox/alice/billing`, one a refusal. */
export function refused(report: RunReport): string[] {
  return report.refusals.map(({ rule, grant }) => `${rule} ${grant}`);
}

export const UNTRUSTED = [`untrusted-policy ${GRANT}`];
