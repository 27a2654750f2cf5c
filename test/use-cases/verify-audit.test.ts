import { afterAll, describe, expect, test } from '@jest/globals';
import { formatInstant } from '../../src/access/instant-text.js';
import type { Finding } from '../../src/audit/finding.js';
import { README_TEXT } from '../../src/evidence/evidence-readme.js';
import type { EvidenceRecord } from '../../src/evidence/record.js';
import { writeEvidence } from '../../src/evidence/write-evidence.js';
import { openRepository } from '../../src/git/git-repository.js';
import type { Repository } from '../../src/git/repository.js';
import { readAuditSources } from '../../src/use-cases/read-audit-sources.js';
import { verifyAudit } from '../../src/use-cases/verify-audit.js';
import { RULES } from '../audit/evidence-facts.js';
import { BILLING, EXTENDED, NOW, REVOKED, type Story, tellStory, wrongOf } from '../audit/evidence-story.js';
import { approval } from '../audit/forge-record.js';
import {
  countGitProcesses,
  removeTemporaryFolders,
  type TemporaryRepository,
  temporaryRepository,
} from '../git/temporary-repository.js';

afterAll(removeTemporaryFolders);

interface RealStory {
  readonly real: TemporaryRepository;
  /** A record of the story, with the ids that its commits have in the real repository. */
  translate(record: EvidenceRecord): EvidenceRecord;
  readonly story: Story;
}

/** The story in a real repository: the same files at the same times, so the same blobs under other commits. */
async function tellReal(leaveOut: readonly string[] = []): Promise<RealStory> {
  const story = await tellStory();
  const { fake } = story;
  const real = temporaryRepository();
  const ids = new Map<string, string>();
  for (const { sha, committedAt, changes } of [
    ...(await fake.repository.readHistory(fake.tip(), ['.'], null)),
  ].reverse()) {
    for (const { path, oid } of changes) {
      if (leaveOut.includes(path)) continue;
      const file = fake.treeAt(sha).get(path);
      if (oid === null) real.git('rm', '--quiet', path);
      else real.write(path, file?.bytes ?? '');
    }
    ids.set(sha, real.commit('A merge', formatInstant(committedAt)));
  }
  const translate = (record: EvidenceRecord): EvidenceRecord =>
    JSON.parse(
      writeEvidence(record)
        .replace(/[0-9a-f]{40}/g, (sha) => ids.get(sha) ?? sha)
        // A server that need not sign.
        .replaceAll('https://github.com/', 'https://github.acme.example/'),
    );
  real.git('checkout', '--quiet', '--orphan', 'lapse/evidence');
  real.git('rm', '-rf', '--quiet', '.');
  real.write('README.md', README_TEXT);
  real.commit('Begin the evidence', '2026-11-10T10:02:00Z');
  const records = [...story.records.values()].map(translate);
  for (const count of [1, Number.POSITIVE_INFINITY]) {
    for (const record of records) put(real, { ...record, events: record.events.slice(0, count) });
    real.commit('Record what became of 5 grants', '2026-11-20T10:33:00Z');
  }
  return { real, translate, story };
}

function pathOf({ grant, addedIn }: EvidenceRecord): string {
  return `${grant}@${addedIn}.json`;
}

function put(real: TemporaryRepository, record: EvidenceRecord): void {
  real.write(pathOf(record), writeEvidence(record));
}

async function verify({ real }: RealStory, count?: (processes: number) => void): Promise<readonly Finding[]> {
  const repository: Repository = await openRepository(real.directory);
  const sources = await readAuditSources(repository, 'lapse/evidence', await repository.resolve('main'));
  let findings: readonly Finding[] = [];
  const ports = { repository, providers: RULES, now: () => NOW, keyFile: null };
  const processes = await countGitProcesses(async () => {
    findings = await verifyAudit(sources, ports);
  });
  count?.(processes);
  return findings;
}

describe('the verification of a real clone', () => {
  test('a clean one has nothing wrong', async () => {
    const findings = await verify(await tellReal());
    expect(findings.filter(({ level }) => level === 'wrong')).toEqual([]);
    expect(findings.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['no-signatures', 'evidence-by-person']));
  });

  test('starts as many git processes for a hundred more grants', async () => {
    const told = await tellReal();
    const counts: number[] = [];
    await verify(told, (processes) => counts.push(processes));
    const pattern = told.translate(told.story.recordOf(BILLING));
    for (let index = 0; index < 100; index += 1)
      put(told.real, { ...pattern, grant: `aws-sandbox/alice/more-${index}` });
    told.real.commit('Record what nobody was given', '2026-11-20T10:40:00Z');
    const findings = await verify(told, (processes) => counts.push(processes));
    expect(findings.filter(({ rule }) => rule === 'evidence-without-grant')).toHaveLength(100);
    expect(counts).toEqual([6, 6]);
  }, 30_000);

  test.each<[string, string[], (told: RealStory) => void, string[]]>([
    [
      'a rewritten evidence file',
      [],
      ({ real, translate, story }) => {
        const record = translate(story.recordOf(BILLING));
        put(real, { ...record, events: record.events.slice(0, 2) });
      },
      ['evidence-rewritten', 'removal-unconfirmed'],
    ],
    [
      'a dropped one',
      [],
      ({ real, translate, story }) => {
        real.git('rm', '--quiet', pathOf(translate(story.recordOf(BILLING))));
      },
      ['evidence-dropped', 'evidence-missing'],
    ],
    [
      'a forged approval',
      [],
      ({ real, translate, story }) => {
        const counted = approval((one) => ({ groups: one.groups.map((group) => ({ ...group, counted: ['alice'] })) }));
        put(real, counted(translate(story.recordOf(EXTENDED))));
      },
      ['evidence-rewritten', 'forged-approval'],
    ],
    [
      'a changed CODEOWNERS line',
      [],
      ({ real, translate, story }) => {
        const line = approval((one) => ({ codeOwners: { ...one.codeOwners, owners: ['@alice'] } }));
        put(real, line(translate(story.recordOf(EXTENDED))));
      },
      ['code-owners-line', 'evidence-rewritten'],
    ],
    [
      'a moved window',
      [],
      ({ real, translate, story }) => {
        const record = translate(story.recordOf(BILLING));
        const versions = record.versions.map((version) =>
          version.request === null
            ? version
            : { ...version, request: { ...version.request, end: '2026-11-10T18:00:00Z' } },
        );
        put(real, { ...record, versions });
      },
      ['evidence-rewritten', 'moved-window'],
    ],
    ['a removed grant', [`access/${REVOKED}.yaml`], () => {}, ['evidence-without-grant']],
  ])('%s is found and named', async (_what, leaveOut, tamper, rules) => {
    const told = await tellReal(leaveOut);
    tamper(told);
    told.real.commit('Nothing to see', '2026-11-20T11:00:00Z');
    expect([...wrongOf(await verify(told))].sort()).toEqual(rules);
  });

  test('the head of a pull request is looked at where the clone has it', async () => {
    const told = await tellReal();
    const { real, translate, story } = told;
    real.git('checkout', '--quiet', '-b', 'alice/billing', 'main~1');
    real.write(`access/${BILLING}.yaml`, 'role: deploy\nduration: 1h\nreason: Something else\n');
    const head = real.commit('What was looked at');
    real.git('checkout', '--quiet', 'lapse/evidence');
    const atHead = approval((one) => ({
      pullRequest: { ...one.pullRequest, head },
      approvers: one.approvers.map((approver) => ({ ...approver, commit: head })),
    }));
    put(real, atHead(translate(story.recordOf(BILLING))));
    real.commit('Name a head', '2026-11-20T11:00:00Z');
    expect(wrongOf(await verify(told))).toEqual(['evidence-rewritten', 'other-bytes']);
  });
});
