import { formatInstant } from '../../src/access/instant-text.js';
import type { Finding } from '../../src/audit/finding.js';
import { evidencePath } from '../../src/evidence/evidence-path.js';
import { README_TEXT } from '../../src/evidence/evidence-readme.js';
import type { EvidenceEvent, EvidenceRecord, Given, Removed } from '../../src/evidence/record.js';
import { writeEvidence } from '../../src/evidence/write-evidence.js';
import { readAuditSources } from '../../src/use-cases/read-audit-sources.js';
import { verifyAudit } from '../../src/use-cases/verify-audit.js';
import { at } from '../access/fixtures.js';
import { POLICY } from '../use-cases/example-files.js';
import { type FakeRepository, fakeRepository } from '../use-cases/fake-repository.js';
import {
  type Approval,
  approvedOf,
  commitAt,
  givenOf,
  type Login,
  REPOSITORY_ID,
  RULES,
  runOf,
} from './evidence-facts.js';

export const NOW = at('2026-11-20T12:00:00Z');
export const EVIDENCE = 'refs/remotes/origin/lapse/evidence';

const CODEOWNERS = `/access/ @acme/security
/access/aws-sandbox/*/ @bob @carol
/access/aws-sandbox/bob/ @acme/security
/.github/ @acme/security
`;

const ROLES = `${POLICY['access/aws-sandbox/roles.yaml']}  oncall:
    description: Read while on call
    allow: { statements: [{ action: "s3:Get*", resource: "*" }] }
    max_duration: 2d
    auto_approve: ["@acme/oncall"]
  pager:
    description: As two groups say
    allow: { statements: [{ action: "s3:List*", resource: "*" }] }
    max_duration: 2d
    approvers: [{ from: code-owners, count: 1 }, { from: "@acme/security", count: 1 }]
`;

export const STORY_POLICY = { ...POLICY, '.github/CODEOWNERS': CODEOWNERS, 'access/aws-sandbox/roles.yaml': ROLES };

export const BILLING = 'aws-sandbox/alice/billing';
export const EXTENDED = 'aws-sandbox/bob/deploy';
export const REVOKED = 'aws-sandbox/carol/pager';
export const ONCALL = 'aws-sandbox/alice/oncall';
export const REFUSED = 'aws-sandbox/carol/pushed';

/** A branch with grants of every fate, and the evidence that its runs would have left. */
export interface Story {
  readonly fake: FakeRepository;
  /** Path on the evidence branch → record, to be put there by {@link publish}. */
  readonly records: Map<string, EvidenceRecord>;
  /** The path of the record of the newest life of a grant, and the record. */
  pathOf(grant: string): string;
  recordOf(grant: string): EvidenceRecord;
}

function request(role: string, duration: string): string {
  return `role: ${role}\nduration: ${duration}\nreason: Look into invoice 8841\nticket: INC-1234\n`;
}

export async function tellStory(): Promise<Story> {
  const fake = fakeRepository();
  fake.commit(at('2026-11-01T08:00:00Z'), STORY_POLICY);
  const billing = fake.commit(at('2026-11-10T10:00:00Z'), { [`access/${BILLING}.yaml`]: request('billing', '4h') });
  const oncall = fake.commit(at('2026-11-11T08:00:00Z'), { [`access/${ONCALL}.yaml`]: request('oncall', '6h') });
  const reverted = fake.commit(at('2026-11-11T14:30:00Z'), { [`access/${ONCALL}.yaml`]: null });
  const revoked = fake.commit(at('2026-11-12T09:00:00Z'), { [`access/${REVOKED}.yaml`]: request('pager', '2d') });
  const removal = fake.commit(at('2026-11-12T15:00:00Z'), { [`access/${REVOKED}.yaml`]: null });
  const pushed = fake.commit(at('2026-11-14T09:00:00Z'), { [`access/${REFUSED}.yaml`]: request('billing', '1d') });
  // What changes of the policy afterwards says nothing of what was approved before.
  fake.commit(at('2026-11-15T09:00:00Z'), { '.github/CODEOWNERS': CODEOWNERS.replace('@bob @carol', '@carol') });
  const first = fake.commit(at('2026-11-20T10:00:00Z'), { [`access/${EXTENDED}.yaml`]: request('billing', '3h') });
  const longer = fake.commit(at('2026-11-20T10:30:00Z'), { [`access/${EXTENDED}.yaml`]: request('billing', '12h') });

  const sources = await readAuditSources(fake.repository, null);
  const records = new Map<string, EvidenceRecord>();
  const paths = new Map<string, string>();
  const ofTeam = {
    path: '.github/CODEOWNERS',
    line: 3,
    pattern: '/access/aws-sandbox/bob/',
    owners: ['@acme/security'],
  };
  const ofPeople = {
    path: '.github/CODEOWNERS',
    line: 2,
    pattern: '/access/aws-sandbox/*/',
    owners: ['@bob', '@carol'],
  };
  const group = (from: string, owners: readonly string[], counted: readonly Login[]) => ({
    from,
    owners,
    needed: 1,
    counted,
  });

  function write(grant: string, events: readonly EvidenceEvent[]): void {
    const life = sources.lives.findLast((one) => one.grant === grant);
    if (life === undefined || life.addedIn === null) throw new Error(`${grant} has no life`);
    const path = evidencePath({ grant, addedIn: life.addedIn });
    paths.set(grant, path);
    const versions = life.versions.map(({ commit, oid, committedAt, request: asked, window }) => ({
      commit,
      blob: oid,
      committedAt: formatInstant(committedAt),
      request:
        asked === null || window === null
          ? null
          : {
              role: asked.role,
              reason: asked.reason,
              ticket: asked.ticket,
              start: formatInstant(window.start),
              end: formatInstant(window.end),
            },
    }));
    records.set(path, { schema: 1, grant, addedIn: life.addedIn, repositoryId: REPOSITORY_ID, versions, events });
  }

  const approve = (approval: Approval) => approvedOf(fake, sources.history, sources.lives, approval);
  const give = (grant: string, version: string, text: string, why: Given['why'] = 'granted') =>
    givenOf(fake, sources.history, grant, version, text, why);
  const remove = (given: Given, text: string, rest: Partial<Removed>): Removed => ({
    kind: 'removed',
    target: given.target,
    entitlement: given.entitlement,
    why: 'expired',
    by: 'run',
    endedAt: given.floor,
    removedIn: null,
    pullRequest: null,
    readBackAt: text,
    run: runOf('expire', commitAt(sources.history, at(text)), text),
    ...rest,
  });

  const billingGiven = give(BILLING, billing, '2026-11-10T10:01:00Z');
  write(BILLING, [
    approve({
      version: billing,
      number: 12,
      // For somebody else: who gets it is what people.yaml says.
      requester: 'carol',
      owners: ofPeople,
      groups: [group('code-owners', ['@bob', '@carol'], ['bob'])],
      by: ['bob'],
    }),
    billingGiven,
    remove(billingGiven, '2026-11-10T14:05:00Z', {}),
  ]);
  const oncallGiven = give(ONCALL, oncall, '2026-11-11T08:01:00Z');
  write(ONCALL, [
    approve({ version: oncall, number: 13, requester: 'alice', owners: ofPeople, groups: [], by: [] }),
    oncallGiven,
    // The schedule was late, and the floor was not.
    remove(oncallGiven, '2026-11-11T15:05:00Z', { by: 'found', removedIn: reverted }),
  ]);
  const revokedGiven = give(REVOKED, revoked, '2026-11-12T09:01:00Z');
  const two = [
    group('code-owners', ['@bob', '@carol'], ['bob']),
    group('@acme/security', ['@acme/security'], ['alice']),
  ];
  write(REVOKED, [
    approve({ version: revoked, number: 14, requester: 'carol', owners: ofPeople, groups: two, by: ['bob', 'alice'] }),
    revokedGiven,
    remove(revokedGiven, '2026-11-12T15:02:00Z', {
      why: 'revoked',
      endedAt: '2026-11-12T15:00:00Z',
      removedIn: removal,
      pullRequest: 15,
    }),
  ]);
  write(REFUSED, [
    {
      kind: 'refused',
      version: pushed,
      rule: 'direct-push',
      message: `commit ${pushed.slice(0, 12)} reached the branch without a pull request`,
      pullRequest: null,
      run: runOf('provision', pushed, '2026-11-14T09:01:00Z'),
    },
  ]);
  const team = [group('code-owners', ['@acme/security'], ['carol'])];
  write(EXTENDED, [
    approve({ version: first, number: 16, requester: 'bob', owners: ofTeam, groups: team, by: ['carol'] }),
    give(EXTENDED, first, '2026-11-20T10:01:00Z'),
    approve({ version: longer, number: 17, requester: 'bob', owners: ofTeam, groups: team, by: ['carol'] }),
    give(EXTENDED, longer, '2026-11-20T10:31:00Z', 'changed'),
  ]);
  return {
    fake,
    records,
    pathOf: (grant) => paths.get(grant) ?? '',
    recordOf(grant) {
      const record = records.get(paths.get(grant) ?? '');
      if (record === undefined) throw new Error(`${grant} has no record`);
      return record;
    },
  };
}

/** Puts the records on the evidence branch: first what was known until `halfway` events, then all of it. */
export function publish({ fake, records }: Story, signature: 'none' | 'unchecked' | 'good' = 'good'): void {
  const files = (events: number) =>
    Object.fromEntries(
      [...records].map(([path, record]) => [
        path,
        writeEvidence({ ...record, events: record.events.slice(0, events) }),
      ]),
    );
  const commits = [
    fake.commitEvidence(at('2026-11-10T10:02:00Z'), { 'README.md': README_TEXT }),
    fake.commitEvidence(at('2026-11-20T10:32:00Z'), files(1)),
    fake.commitEvidence(at('2026-11-20T10:33:00Z'), files(Number.POSITIVE_INFINITY)),
  ];
  for (const commit of commits) fake.signatures.set(commit, signature);
}

export interface Verifying {
  readonly keyFile?: string | null;
  readonly now?: number;
}

export async function verifyStory(
  { fake }: Story,
  { keyFile = 'github.asc', now = NOW }: Verifying = {},
): Promise<readonly Finding[]> {
  const { repository } = fake;
  const evidence = await repository.resolve(EVIDENCE).catch(() => null);
  const sources = await readAuditSources(repository, evidence);
  return verifyAudit(sources, { repository, providers: RULES, now: () => now, keyFile });
}

export function wrongOf(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.flatMap(({ level, rule }) => (level === 'wrong' ? [rule] : [])))];
}
