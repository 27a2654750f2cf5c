import { readAccessPath } from '../access/access-path.js';
import { checkSeparation, type WrittenRequest, warnOfStanding } from '../access/check-separation.js';
import { separatesDuties } from '../access/collisions.js';
import type { Instant } from '../access/instant.js';
import type { Policy } from '../access/policy.js';
import type { Problem } from '../access/problem.js';
import { readRequest } from '../access/read-request.js';
import type { StandingRequest } from '../access/read-standing-request.js';
import type { SourceFile } from '../access/source-file.js';

/**
 * What one person may not have at the same time, by path: errors of what is written, by the same check as in a pull request
 * (law 3), and warnings of what stands.
 */
export function findSeparationProblems(
  files: readonly SourceFile[],
  before: ReadonlyMap<string, SourceFile>,
  policy: Policy,
  now: Instant,
): ReadonlyMap<string, readonly Problem[]> {
  if (!separatesDuties(policy)) return new Map();
  const written: WrittenRequest[] = [];
  const standing: StandingRequest[] = [];
  for (const file of files) {
    const path = readAccessPath(file.path);
    if (path.kind !== 'request') continue;
    const { value: request, positions } = readRequest(file);
    if (request === null) continue;
    const old = before.get(file.path);
    if (old?.oid === file.oid) standing.push({ path, request });
    else written.push({ path, request, positions, before: old === undefined ? null : readRequest(old).value });
  }
  const found = [...checkSeparation({ written, standing, policy, now }), ...warnOfStanding(standing, policy, now)];
  return new Map(found.map(([grant, problems]) => [`access/${grant}.yaml`, problems]));
}
