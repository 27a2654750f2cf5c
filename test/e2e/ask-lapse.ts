import { join } from 'node:path';
import { clockUrl } from '../../sandbox/world/run-app.js';
import { type FinishedProcess, runProcess } from '../../sandbox/world/run-process.js';
import type { World } from '../../sandbox/world/start-world.js';
import type { AuditReport } from '../../src/audit/report.js';
import type { Approved, Failed, Refused } from '../../src/evidence/record.js';
import { ROOT } from './start-lapse.js';

/** A row of `lapse audit --format json`: times in RFC 3339. */
export interface ToldRow {
  readonly grant: string;
  readonly beneficiary: string;
  readonly start: string | null;
  readonly end: string | null;
  readonly standing?: string;
  readonly addedIn: string;
  readonly removedIn: string | null;
  readonly evidence: string;
  readonly approvals: readonly Approved[];
  readonly refusal: Refused | null;
  readonly failure: Failed | null;
  readonly target: string | null;
  readonly givenAt: string | null;
  readonly removal: { readonly why: string; readonly goneAt: string } | null;
}

export type ToldFinding = NonNullable<AuditReport['findings']>[number];

/** `dist/cli.js` as a process in a clone, at the sandbox's time, with nothing in its environment but what is given. */
export function askLapse(
  { clock }: Pick<World, 'clock'>,
  clone: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<FinishedProcess> {
  return runProcess(process.execPath, ['--import', clockUrl(ROOT), join(ROOT, 'dist/cli.js'), ...parameters], {
    cwd: clone,
    environment: { ...clock.environment, ...environment },
  });
}

export async function askRows(world: World, clone: string, ...parameters: string[]): Promise<readonly ToldRow[]> {
  const { exitCode, stdout, stderr } = await askLapse(world, clone, ['audit', '--format', 'json', ...parameters]);
  if (exitCode !== 0) throw new Error(`lapse audit ended with ${exitCode}: ${stderr}`);
  return JSON.parse(stdout) as ToldRow[];
}

export interface Verified {
  readonly exitCode: number | null;
  readonly findings: readonly ToldFinding[];
  readonly stderr: string;
}

/** @param environment what `--online` needs; left out: offline. */
export async function askVerified(
  world: World,
  clone: string,
  environment?: Readonly<Record<string, string>>,
): Promise<Verified> {
  const parameters = ['audit', '--verify', '--format', 'json', ...(environment === undefined ? [] : ['--online'])];
  const { exitCode, stdout, stderr } = await askLapse(world, clone, parameters, environment);
  if (stdout === '') throw new Error(`lapse audit --verify ended with ${exitCode}: ${stderr}`);
  return { exitCode, stderr, findings: (JSON.parse(stdout) as { findings: ToldFinding[] }).findings };
}
