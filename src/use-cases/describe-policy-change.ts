import { readAccessPath } from '../access/access-path.js';
import { condenseVersion } from '../access/condense-version.js';
import { resolveGrants } from '../access/grants.js';
import { historyHorizon } from '../access/history-horizon.js';
import type { Instant } from '../access/instant.js';
import type { Policy } from '../access/policy.js';
import { childPointer, type Position } from '../access/position.js';
import { readPolicy } from '../access/read-policy.js';
import type { SourceFile } from '../access/source-file.js';
import { readYaml } from '../access/yaml.js';
import type { Repository } from '../git/repository.js';
import { listPolicyEffects, type PolicyEffect } from '../plan/policy-effects.js';
import type { ProviderRules } from '../plan/provider-rules.js';
import { PATHS_OF_OURS } from './paths-of-ours.js';
import { refuseShallowClone, ShallowCloneError } from './refuse-shallow-clone.js';

export interface PolicyChangePorts {
  readonly repository: Repository;
  readonly providers: ReadonlyMap<string, ProviderRules>;
}

/** An effect with the line of the policy file that is behind it, as far as it still stands there. */
export interface PlacedEffect extends PolicyEffect, Position {
  readonly path: string;
}

export type PolicyChange =
  /** Roles, people and config are those of the base. */
  | { readonly kind: 'none' }
  /** It cannot be worked out here. */
  | { readonly kind: 'unknown'; readonly message: string; readonly cure: string }
  /** The most serious first; empty: no grant that stands is changed. */
  | { readonly kind: 'known'; readonly effects: readonly PlacedEffect[] };

/**
 * What the policy files of the working tree would do to the grants that stand at a base: to those which are active or pending
 * by the base's own policy, and to those which would be by the new one.
 * @throws {GitError} where the base names no commit.
 */
export async function describePolicyChange(
  { repository, providers }: PolicyChangePorts,
  { base, now }: { readonly base: string; readonly now: Instant },
): Promise<PolicyChange> {
  const commit = await repository.resolve(base);
  const files = await repository.readTree(commit, PATHS_OF_OURS);
  const written = await repository.readWorkingTree(PATHS_OF_OURS);
  if (isSameTerms(files, written)) return { kind: 'none' };
  try {
    await refuseShallowClone(repository);
  } catch (error) {
    if (!(error instanceof ShallowCloneError)) throw error;
    return { kind: 'unknown', message: error.message, cure: error.cure };
  }
  const before = readPolicy(files, providers);
  const after = readPolicy(written, providers);
  // A longer maximum can make a grant valid that is older than any which the base allows.
  const since = Math.min(historyHorizon(before, now), historyHorizon(after, now));
  const history = await repository.readHistory(commit, ['access'], since);
  const oids = history.flatMap((entry) => entry.changes.flatMap((change) => change.oid ?? []));
  const blobs = await repository.readBlobs([...new Set(oids)], condenseVersion);
  const judge = (policy: Policy) => ({ policy, grants: resolveGrants({ files, history, blobs, policy, now }) });
  const effects = listPolicyEffects(judge(before), judge(after), providers);
  const positionOf = locateParts(written);
  return { kind: 'known', effects: effects.map((effect) => ({ ...effect, ...positionOf(effect) })) };
}

/** CODEOWNERS says who approves, and changes no grant. */
function isSameTerms(files: readonly SourceFile[], written: readonly SourceFile[]): boolean {
  const [before, after] = [files, written].map(
    (all) => new Map(all.flatMap((file) => (isTerms(file) ? [[file.path, `${file.mode} ${file.oid}`]] : []))),
  );
  if (before === undefined || after === undefined || before.size !== after.size) return false;
  return [...before].every(([path, version]) => after.get(path) === version);
}

function isTerms({ path }: SourceFile): boolean {
  return ['roles', 'people', 'config'].includes(readAccessPath(path).kind);
}

/** Finds the line of the role, the person or the system that an effect comes from. What is gone has the place of what held it. */
function locateParts(files: readonly SourceFile[]): (effect: PolicyEffect) => { path: string } & Position {
  const positions = new Map(files.filter(isTerms).map((file) => [file.path, readYaml(file).positions]));
  return (effect) => {
    const { path, pointer } = placeOf(effect);
    return { path, ...(positions.get(path)?.key(pointer) ?? { line: 1, column: 1 }) };
  };
}

function placeOf({ part, system, beneficiary, role }: PolicyEffect): { path: string; pointer: string } {
  switch (part) {
    case 'people':
      return { path: 'access/people.yaml', pointer: childPointer('/people', beneficiary) };
    case 'config':
      return { path: 'access/config.yaml', pointer: childPointer('/systems', system) };
    case 'roles':
      return { path: `access/${system}/roles.yaml`, pointer: childPointer('/roles', role ?? '') };
  }
}
