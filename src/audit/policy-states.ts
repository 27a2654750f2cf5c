import { CODEOWNERS_PATHS } from '../access/codeowners-paths.js';
import type { ReadResult } from '../access/fault.js';
import type { HistoryCommit } from '../access/history.js';
import type { Config, Person, Policy } from '../access/policy.js';
import { isRestedOn } from '../access/policy-paths.js';
import type { ProviderTerms } from '../access/provider-terms.js';
import { readConfig } from '../access/read-config.js';
import { readPeople } from '../access/read-people.js';
import { type Roles, readRoles } from '../access/read-roles.js';
import { sizeLimitOf } from '../access/size-limit.js';
import type { SourceFile } from '../access/source-file.js';
import { type CodeOwners, chooseCodeOwners, parseCodeOwners } from '../approval/parse-codeowners.js';
import { policyDigest, policyPathsOf } from '../evidence/policy-digest.js';
import type { JudgedLine } from './judged-line.js';

/** What a policy file became at a commit of the line. */
interface FileState {
  readonly position: number;
  readonly mode: string;
  /** null: it was not there. */
  readonly oid: string | null;
}

/** The policy at any commit of the first-parent line, replayed from the history: no question goes to git. */
export interface PolicyStates {
  /** What the policy files of a system digest to. */
  digestAt(system: string, position: number): string;
  /** The first policy file of a system that a commit changed after `from`, up to and with `until`; null: none. */
  changedWithin(system: string, from: number, until: number): string | null;
  /** The CODEOWNERS that counts; null where none does. */
  codeOwnersAt(position: number): CodeOwners | null;
  /** What it says of one system, as this version of Lapse reads it. */
  policyAt(system: string, position: number): Policy;
  /** Whether this version of Lapse leaves out something of that: one of before may have read more. */
  isCutShort(system: string, position: number): boolean;
}

/** Those that were parsed last: what is asked for in order of time seldom needs more. */
const KEPT_READINGS = 64;

/** Every version of every policy file: its id, and how many bytes of it are read at most. */
export function listPolicyBlobs(history: readonly HistoryCommit[]): ReadonlyMap<string, number> {
  const limits = new Map<string, number>();
  for (const { changes } of history) {
    for (const { path, mode, oid } of changes) {
      if (oid === null || !isRestedOn(path) || !isRegular(mode)) continue;
      limits.set(oid, Math.max(limits.get(oid) ?? 0, sizeLimitOf(path)));
    }
  }
  return limits;
}

/**
 * @param history the whole first-parent line, newest first, of the commits that touch the policy.
 * @param blobs the bytes of {@link listPolicyBlobs}; what is too large has no entry.
 */
export function replayPolicy(
  history: readonly HistoryCommit[],
  { positions }: JudgedLine,
  blobs: ReadonlyMap<string, Uint8Array>,
  providers: ReadonlyMap<string, ProviderTerms>,
): PolicyStates {
  const timelines = new Map<string, FileState[]>();
  for (const commit of [...history].reverse()) {
    const position = positions.get(commit.sha);
    if (position === undefined) continue;
    for (const { path, mode, oid } of commit.changes) {
      if (!isRestedOn(path)) continue;
      const timeline = timelines.get(path) ?? [];
      timelines.set(path, timeline);
      timeline.push({ position, mode, oid });
    }
  }
  const keepConfig = keepReadings<Reading<Config>>();
  const keepPeople = keepReadings<Reading<ReadonlyMap<string, Person>>>();
  const keepRoles = keepReadings<Reading<Roles>>();
  const keepOwners = keepReadings<CodeOwners | null>();
  const keepDigests = keepReadings<string>();

  function fileAt(path: string, position: number): SourceFile | null {
    const state = stateAt(timelines.get(path) ?? [], position);
    if (state === null || state.oid === null) return null;
    const bytes = isRegular(state.mode) ? (blobs.get(state.oid) ?? null) : null;
    const limit = sizeLimitOf(path);
    // Ids are shared by all paths that hold the same bytes, and the limit is not.
    const isWhole = bytes !== null && bytes.length <= limit;
    return {
      path,
      mode: state.mode,
      oid: state.oid,
      size: isWhole || !isRegular(state.mode) ? (bytes?.length ?? 0) : limit + 1,
      bytes: isWhole ? bytes : null,
    };
  }

  function filesAt(paths: readonly string[], position: number): readonly SourceFile[] {
    return paths.flatMap((path) => fileAt(path, position) ?? []);
  }

  function read(system: string, position: number): PolicyReading {
    const configFile = fileAt('access/config.yaml', position);
    const peopleFile = fileAt('access/people.yaml', position);
    const rolesFile = fileAt(`access/${system}/roles.yaml`, position);
    const config =
      configFile === null ? NOTHING : keepConfig(keyOf([configFile]), () => reading(readConfig(configFile, providers)));
    const people =
      peopleFile === null ? NOTHING : keepPeople(keyOf([peopleFile]), () => reading(readPeople(peopleFile, providers)));
    const bound = config.value?.systems.get(system);
    const terms = bound === undefined ? undefined : providers.get(bound.provider);
    const roles =
      rolesFile === null || configFile === null || terms === undefined
        ? NOTHING
        : keepRoles(keyOf([configFile, rolesFile]), () => reading(readRoles(rolesFile, system, terms, bound?.target)));
    return { config, people, roles };
  }

  return {
    digestAt(system, position) {
      const files = filesAt(policyPathsOf(system), position);
      return keepDigests(keyOf(files), () => policyDigest(system, files));
    },
    changedWithin(system, from, until) {
      const changed = policyPathsOf(system).find((path) => {
        const state = stateAt(timelines.get(path) ?? [], until);
        return state !== null && state.position > from;
      });
      return changed ?? null;
    },
    codeOwnersAt(position) {
      const file = chooseCodeOwners(filesAt(CODEOWNERS_PATHS, position));
      return file === null ? null : keepOwners(keyOf([file]), () => parseCodeOwners(file));
    },
    policyAt(system, position) {
      const { config, people, roles } = read(system, position);
      return {
        config: config.value,
        people: people.value ?? new Map(),
        roles: roles.value === null ? new Map() : new Map([[system, roles.value]]),
        problems: [],
      };
    },
    isCutShort(system, position) {
      const { config, people, roles } = read(system, position);
      return [config, people, roles].some(({ isWhole }) => !isWhole);
    },
  };
}

/** What today's reader made of a file. */
interface Reading<T> {
  readonly value: T | null;
  /** It left nothing out. */
  readonly isWhole: boolean;
}

interface PolicyReading {
  readonly config: Reading<Config>;
  readonly people: Reading<ReadonlyMap<string, Person>>;
  readonly roles: Reading<Roles>;
}

/** Of a file that is not there. */
const NOTHING: Reading<never> = { value: null, isWhole: true };

function reading<T>({ value, problems }: Pick<ReadResult<T>, 'value' | 'problems'>): Reading<T> {
  return { value, isWhole: problems.every(({ severity }) => severity !== 'error') };
}

function isRegular(mode: string): boolean {
  return mode.startsWith('100');
}

function keyOf(files: readonly SourceFile[]): string {
  return files.map(({ path, mode, oid }) => `${path} ${mode} ${oid}`).join('\n');
}

/** The newest state that is not after the position: a binary search, for a policy may have changed thousands of times. */
function stateAt(timeline: readonly FileState[], position: number): FileState | null {
  let low = 0;
  let high = timeline.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const state = timeline[middle];
    if (state !== undefined && state.position <= position) low = middle + 1;
    else high = middle;
  }
  return timeline[low - 1] ?? null;
}

/** Keeps the newest readings; the oldest goes first. */
function keepReadings<T>(): (key: string, read: () => T) => T {
  const kept = new Map<string, { readonly value: T }>();
  return (key, read) => {
    const known = kept.get(key) ?? { value: read() };
    kept.delete(key);
    kept.set(key, known);
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT_READINGS) break;
      kept.delete(oldest);
    }
    return known.value;
  };
}
