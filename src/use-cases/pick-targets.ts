import { readAccessPath } from '../access/access-path.js';
import type { Config } from '../access/policy.js';
import type { ProviderRules } from '../plan/provider-rules.js';
import { groupByTarget, type Target } from '../plan/targets.js';
import { UsageError } from './usage-error.js';

/** What a run looks after: all targets, or some of them while other runs look after the others. */
export interface Scope {
  readonly targets: readonly Target[];
  /** Whether a grant of this system is this run's to revert and to tell about. */
  covers(system: string): boolean;
  /** Whether what is wrong with a file is this run's to tell: all but files of systems that other runs look after. */
  coversFile(path: string): boolean;
}

/**
 * The targets that are named; all of them where none are. A configuration that cannot be read has none, and its problems
 * are told.
 *
 * @throws {UsageError} for a name that is none, so that nobody believes it was looked after.
 */
export function pickTargets(
  config: Config | null,
  rules: ReadonlyMap<string, ProviderRules>,
  names: readonly string[] | undefined,
): Scope {
  const all = groupByTarget(config, rules);
  if (names === undefined) return { targets: all, covers: () => true, coversFile: () => true };
  // Whose anything is cannot be told then; the problems of the file are.
  if (config === null) return { targets: all, covers: () => false, coversFile: () => true };
  const unknown = names.filter((name) => !all.some((target) => target.name === name));
  if (unknown.length > 0) {
    const known = all.map(({ name }) => name).join(', ');
    const message = `access/config.yaml has no target ${unknown.map((name) => JSON.stringify(name)).join(', ')}`;
    throw new UsageError(message, known === '' ? 'it has none at all' : `name some of: ${known}`);
  }
  const targets = all.filter(({ name }) => names.includes(name));
  const systemsOf = (some: readonly Target[]): ReadonlySet<string> =>
    new Set(some.flatMap(({ systems }) => systems.map((system) => system.name)));
  const own = systemsOf(targets);
  const others = systemsOf(all.filter((target) => !targets.includes(target)));
  return {
    targets,
    covers: (system) => own.has(system),
    coversFile: (file) => {
      const path = readAccessPath(file);
      return !((path.kind === 'request' || path.kind === 'roles') && others.has(path.system));
    },
  };
}

/** Names of targets as people list them: between commas, blanks or line ends. Nothing at all means all targets. */
export function readTargetNames(text: string): readonly string[] | undefined {
  const names = text.split(/[\s,]+/).filter((name) => name !== '');
  return names.length === 0 ? undefined : [...new Set(names)];
}
