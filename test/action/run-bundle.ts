import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../cli/run-lapse.js';

export interface BundleRun {
  readonly code: number | null;
  readonly log: string;
  readonly summary: string;
  readonly outputs: string;
}

export interface RunnerInput {
  readonly inputs: Readonly<Record<string, string>>;
  /** The event's payload. */
  readonly event?: unknown;
  readonly eventName?: string;
}

/**
 * Runs a bundle as the runner does: inputs, the files for outputs and summary, and the event in the environment.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */
export async function runBundle(bundle: string, cwd: string, input: RunnerInput): Promise<BundleRun> {
  const folder = mkdtempSync(join(tmpdir(), 'lapse-runner-'));
  try {
    const [event, outputs, summary] = ['event.json', 'outputs', 'summary.md'].map((name) => join(folder, name));
    if (event === undefined || outputs === undefined || summary === undefined) throw new Error('three files');
    writeFileSync(event, JSON.stringify(input.event ?? {}));
    writeFileSync(outputs, '');
    writeFileSync(summary, '');
    const inputs = Object.entries(input.inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
    const { code, stdout, stderr } = await runProgram([bundle], cwd, {
      ...Object.fromEntries(inputs),
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: input.eventName ?? 'workflow_dispatch',
      GITHUB_EVENT_PATH: event,
      GITHUB_OUTPUT: outputs,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_REPOSITORY: 'acme/access',
    });
    return {
      code,
      log: stdout + stderr,
      summary: readFileSync(summary, 'utf8'),
      outputs: readFileSync(outputs, 'utf8'),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
