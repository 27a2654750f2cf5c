import type { Target } from '../../plan/targets.js';
import { renderTable } from './render-table.js';
import type { Style } from './style.js';

/** One line a target. */
export function renderTargets(targets: readonly Target[], style: Style): string {
  if (targets.length === 0) return 'no targets\n';
  const rows = targets.map(({ name, key, systems }) => [name, key, systems.map((system) => system.name).join(', ')]);
  return renderTable(['target', 'account', 'systems'], rows, style);
}

/**
 * A matrix of GitHub Actions with one job a target.
 * https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations
 */
export function describeMatrix(targets: readonly Target[]): Record<string, unknown> {
  return {
    include: targets.map(({ name, key, systems }) => ({
      target: name,
      systems: systems.map((system) => system.name),
      account: key,
    })),
  };
}
