import { REPOSITORY_ID } from '../../sandbox/world/start-world.js';
import { EVIDENCE_BRANCH } from '../../src/evidence/evidence-path.js';
import { policyNameOf } from '../../src/providers/aws-iam/mark.js';
import type { FaultWorld } from './fault-world.js';
import { lookAtEvidence, type SeenEvidence } from './look-at-evidence.js';

/** What is there, in one place, to be compared with what should be. */
export interface Seen {
  /** `alice.smith/lapse-…` → the text of the policy. */
  readonly cloud: ReadonlyMap<string, string>;
  /** `lapse/revert/…`, open pull requests of bots, by head. */
  readonly reverts: readonly string[];
  readonly closedByBots: readonly string[];
  readonly branches: readonly string[];
  /** Number and first line of each comment. */
  readonly comments: readonly string[];
  readonly issues: readonly string[];
  readonly evidence: SeenEvidence;
}

export async function look(world: FaultWorld): Promise<Seen> {
  const cloud = new Map<string, string>();
  const account = world.account();
  for (const [kind, entities] of [['', account.users] as const, ['role:', account.roles] as const]) {
    for (const { name, policies } of entities.values()) {
      for (const [policy, text] of policies.current) cloud.set(`${kind}${name}/${policy}`, text);
    }
  }
  const repository = world.repository();
  const ofBots = [...repository.pulls.values()].filter((pull) => pull.author.type === 'Bot');
  const refs = world.github().store.refs(repository.gitDirectory);
  return {
    cloud,
    reverts: ofBots
      .filter(({ state }) => state === 'open')
      .map(({ headRef }) => headRef)
      .sort(),
    closedByBots: ofBots
      .filter(({ state }) => state !== 'open')
      .map(({ headRef }) => headRef)
      .sort(),
    branches: [...refs.keys()].filter((ref) => ref.startsWith('refs/heads/')).sort(),
    comments: [...repository.comments.values()].map(({ number, body }) => `${number} ${body.split('\n')[0]}`).sort(),
    issues: [...repository.issues.values()]
      .filter(({ state }) => state === 'open')
      .map(({ title }) => title)
      .sort(),
    evidence: await lookAtEvidence(repository.gitDirectory, refs.get(`refs/heads/${EVIDENCE_BRANCH}`)),
  };
}

const USERS: Readonly<Record<string, string>> = { alice: 'alice.smith', bob: 'bob.jones', carol: 'carol.nobody' };

/** Where a grant's policy stands: `alice/short` → `alice.smith/lapse-…`. */
export function placeOf(grant: string): string {
  const [login = ''] = grant.split('/');
  return `${USERS[login]}/${policyNameOf(`aws-sandbox/${grant}`, REPOSITORY_ID)}`;
}
