import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createAppToken } from '../../sandbox/world/run-action.js';
import { ACCOUNT, REPOSITORY } from '../../sandbox/world/start-world.js';
import type { EvidenceRecord } from '../../src/evidence/record.js';
import { askLapse, askRows, askVerified, type ToldFinding, type ToldRow } from './ask-lapse.js';
import { isBetween, isOf, keyOf, lastWord, lifeKey, whyGone } from './compare-lives.js';
import { type CountedChange, type CountedLife, countLives, hadAccess } from './count-journal.js';
import { addPeople, EVIDENCE_FILES, LOGIN_OF, OTHER_ACCOUNT } from './evidence-policy.js';
import { FATES, layGrants, type Told } from './fifty-grants.js';
import { type Lapse, startLapse } from './start-lapse.js';
import { startTelling, type Teller } from './story-teller.js';
import { cloneAll, RECORDS, readFiles } from './tamper.js';
import { TAMPERINGS } from './tamperings.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** From a write to its being read back and recorded: less than from one run to the next. */
const RUN = 5 * MINUTE;

// Processes and clones, on a machine that may be busy.
jest.setTimeout(180_000);

const wrong = (findings: readonly ToldFinding[]) => findings.filter(({ level }) => level === 'wrong');

/** One story for all tests: a day, two accounts, and everything that can become of a grant. */
describe('the evidence of fifty grants', () => {
  let lapse: Lapse;
  let teller: Teller;
  let told: Told;
  let lives: readonly CountedLife[];
  let clone: string;
  let rows: readonly ToldRow[];

  beforeAll(async () => {
    lapse = await startLapse({ files: EVIDENCE_FILES, isProtected: false });
    addPeople(lapse.world);
    teller = await startTelling(lapse);
    told = await layGrants(lapse, teller);
    const { world } = lapse;
    lives = countLives({ deliveries: world.github.deliveries, iam: world.aws.requests });
    clone = await cloneAll(addressFor('carol'), join(world.directory, 'audited'), true);
    rows = await askRows(world, clone);
  });
  afterAll(async () => {
    await teller?.stop();
    await lapse?.stop();
  });

  function addressFor(login: string): string {
    const url = new URL(lapse.world.cloneUrl);
    url.username = login;
    url.password = lapse.world.tokens[login] ?? '';
    return url.href;
  }

  async function online(): Promise<Readonly<Record<string, string>>> {
    const { url } = lapse.world.github;
    const token = await createAppToken(lapse.world);
    return {
      GITHUB_TOKEN: token,
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_API_URL: url,
      GITHUB_GRAPHQL_URL: `${url}/graphql`,
    };
  }

  /** Each life that was counted, beside what the audit tells of it. */
  function pairs(): readonly (readonly [CountedLife, ToldRow])[] {
    const byLife = new Map(rows.map((row) => [lifeKey(row), row]));
    return lives.flatMap((life) => {
      const row = byLife.get(keyOf(life));
      return row === undefined ? [] : [[life, row] as const];
    });
  }

  const given = () => pairs().filter(([life]) => life.access.length > 0);

  test('the story is what it says it is: every fate, and two runs that met', () => {
    expect(lives.map(({ grant }) => grant).sort()).toEqual(Object.values(FATES).flat().sort());
    const never = lives.filter(({ access }) => access.length === 0).map(({ grant }) => grant);
    const fates = ['merged without approval', 'pushed', 'failed to its end', 'invalid'] as const;
    expect(never.sort()).toEqual(fates.flatMap((fate): readonly string[] => FATES[fate]).sort());
    expect(lives.filter(({ access }) => access.length > 1).map(({ grant }) => grant)).toEqual([
      'aws-sandbox/bob/missing',
    ]);
    // The one that was overtaken had a failure to tell, which the other one could not find.
    expect(told.evidenceWrites).toBe(2);
  });

  test('the population is complete: every life that the pushes made and ended, and no other', () => {
    const counted = lives.map((life) => [keyOf(life), life.removed?.commit ?? null]);
    expect(rows.map((row) => [lifeKey(row), row.removedIn]).sort()).toEqual(counted.sort());
    expect(rows.filter(({ evidence }) => evidence !== 'recorded')).toEqual([]);
    expect(rows.filter(({ failure }) => failure !== null).map(({ grant }) => grant)).toEqual(
      FATES['failed to its end'],
    );
  });

  test('who had it, where, and from when to when, as IAM was told', () => {
    const target = (account = '') => `aws-iam:${account}`;
    const counted = given().map(([life]) => {
      const { user = '', account, start = 0, end = 0 } = life.access.at(-1) ?? {};
      return [
        keyOf(life),
        LOGIN_OF[user],
        target(account),
        ...(isOf('widened by a push', life.grant) ? [] : [start, end]),
      ];
    });
    const audited = given().map(([, row]) => {
      const window = isOf('widened by a push', row.grant)
        ? []
        : [Date.parse(row.start ?? ''), Date.parse(row.end ?? '')];
      return [lifeKey(row), row.beneficiary, row.target, ...window];
    });
    expect(audited).toEqual(counted);
    expect(new Set(audited.map(([, , at]) => at))).toEqual(new Set([target(ACCOUNT), target(OTHER_ACCOUNT)]));
    const never = rows.filter(({ givenAt }) => givenAt === null).map(({ grant }) => grant);
    expect(never.sort()).toEqual(lives.flatMap(({ grant, access }) => (access.length === 0 ? [grant] : [])).sort());
  });

  test('by whose word: the reviews that GitHub was given, each with its number and the commit that was looked at', () => {
    const reviewed = ({ pullRequest, requester, approvals }: CountedChange) => ({
      pullRequest,
      requester,
      reviews: approvals.map(({ id, login, commit }) => [id, login, commit]),
    });
    const isWord = (life: CountedLife) => (change: CountedChange) =>
      change.approvals.length > 0 || (change === life.added && life.access.length > 0);
    const counted = pairs().map(([life]) => {
      // What the check refuses is not given, whoever approves it, and nobody is asked who did.
      const changes = isOf('invalid', life.grant) ? [] : [life.added, ...life.edited];
      return [keyOf(life), changes.filter(isWord(life)).map(reviewed)];
    });
    const audited = pairs().map(([, row]) => {
      const approvals = row.approvals.map(({ pullRequest, requester, approvers }) => ({
        pullRequest: pullRequest.number,
        requester: requester.login,
        reviews: approvers.map(({ review, login, commit }) => [review, login, commit]),
      }));
      return [lifeKey(row), approvals];
    });
    expect(audited).toEqual(counted);
  });

  test('when it was given, as soon as the provider showed it, or a run lived to say so', () => {
    const late = given().flatMap(([life, row]) => {
      const [first] = life.access;
      const latest = isOf('of a run that died', life.grant) ? told.moments.raced : (first?.putAt ?? 0) + RUN;
      return isBetween(row.givenAt, first?.putAt, latest) ? [] : [[life.grant, row.givenAt, first?.putAt]];
    });
    expect(late).toEqual([]);
  });

  test('when it was gone and why, and what stands', () => {
    const audited = given().map(([, row]) => [lifeKey(row), row.removal?.why ?? null]);
    expect(audited).toEqual(given().map(([life]) => [keyOf(life), whyGone(life)]));
    const late = given().flatMap(([life, row]) => {
      const deletedAt = life.access.at(-1)?.deletedAt ?? null;
      if (deletedAt === null) return row.removal === null ? [] : [[life.grant, row.removal, deletedAt]];
      const latest = isOf('taken by hand', life.grant) ? told.moments.again : deletedAt + RUN;
      return isBetween(row.removal?.goneAt ?? null, deletedAt, latest) ? [] : [[life.grant, row.removal, deletedAt]];
    });
    expect(late).toEqual([]);
  });

  function askAt(at: number): Promise<readonly ToldRow[]> {
    return askRows(lapse.world, clone, '--at', new Date(at).toISOString().replace('.000', ''));
  }

  test('--at: what the branch had taken away and no run had, as IAM still held it', async () => {
    const at = Math.floor(told.moments.revoked / SECOND) * SECOND;
    const overdue = (await askAt(at)).filter(({ standing }) => standing === 'overdue').map(lifeKey);
    const counted = lives.filter((life) => hadAccess(life, at) && (life.removed?.at ?? Number.POSITIVE_INFINITY) <= at);
    const broken = lives.filter(({ grant }) => isOf('broken by a push', grant));
    expect(overdue.sort()).toEqual([...counted, ...broken].map(keyOf).sort());
    expect(overdue).toHaveLength(7);
  });

  test('--at: who had what at any time, as IAM held it then, and by the windows that it was given', async () => {
    const { given: first, raced, again, now } = told.moments;
    const moments = [first, raced, raced + 60 * MINUTE, again, again + 3 * 60 * MINUTE, now];
    for (const moment of moments) {
      const at = Math.ceil(moment / SECOND) * SECOND;
      const standing = await askAt(at);
      const had = standing.filter(
        (row) => row.givenAt !== null && ['in-force', 'overdue'].includes(row.standing ?? ''),
      );
      expect(had.filter(({ failure }) => failure !== null).map(lifeKey)).toEqual([]);
      const counted = lives.filter((life) => hadAccess(life, at));
      const words = had.map((row) => [lifeKey(row), row.approvals.at(-1)?.approvers.map(({ login }) => login)]).sort();
      expect([at, ...words]).toEqual([at, ...counted.map((life) => [keyOf(life), lastWord(life, at)]).sort()]);
    }
  });

  test('lapse history alice tells her story, and nobody else’s', async () => {
    const { exitCode, stdout } = await askLapse(lapse.world, clone, ['history', 'alice', '--json']);
    expect(exitCode).toBe(0);
    const story = JSON.parse(stdout) as { at: string; kind: string; grant: string; addedIn: string }[];
    const own = given().filter(([, { beneficiary }]) => beneficiary === 'alice');
    const lifesOf = (kind: string) => [...new Set(story.filter((entry) => entry.kind === kind).map(lifeKey))].sort();
    expect(lifesOf('given')).toEqual(own.map(([life]) => keyOf(life)).sort());
    const gone = own.filter(([{ access }]) => access.at(-1)?.deletedAt !== null);
    expect(lifesOf('gone')).toEqual(gone.map(([life]) => keyOf(life)).sort());
    expect(story.map(({ at }) => at)).toEqual(story.map(({ at }) => at).sort());
  });

  test('the page holds every grant', async () => {
    const { exitCode, stdout } = await askLapse(lapse.world, clone, ['audit', '--format', 'html']);
    expect(exitCode).toBe(0);
    expect(rows.filter(({ grant }) => !stdout.includes(grant))).toEqual([]);
  });

  test('what was changed by hand is recorded as put back, and nothing else is charged to anybody', () => {
    const drifted = [...readFiles(clone, RECORDS)].flatMap(([path, text]) => {
      if (!path.endsWith('.json')) return [];
      const { grant, events } = JSON.parse(text) as EvidenceRecord;
      const given = events.flatMap((event) => (event.kind === 'given' ? event.why : []));
      return given.filter((why) => why === 'altered' || why === 'missing').map((why) => [grant, why]);
    });
    const [altered] = FATES.altered;
    const [missing] = FATES.missing;
    expect(drifted).toEqual([
      [altered, 'altered'],
      [missing, 'missing'],
    ]);
  });

  test('--verify finds nothing wrong, and lists what a clone cannot prove', async () => {
    const { exitCode, findings } = await askVerified(lapse.world, clone);
    expect(wrong(findings)).toEqual([]);
    expect(exitCode).toBe(0);
    const unproved = new Set(findings.map(({ rule }) => rule));
    expect([...unproved]).toEqual(expect.arrayContaining(['reviews-from-github', 'provider-word', 'no-signatures']));
  });

  test('--verify --online finds nothing wrong either, and asks for nothing that GitHub has not', async () => {
    const { exitCode, findings } = await askVerified(lapse.world, clone, await online());
    expect(wrong(findings)).toEqual([]);
    expect(exitCode).toBe(0);
    const unproved = findings.map(({ rule }) => rule);
    for (const rule of ['online-unavailable', 'online-gone', 'online-requester']) expect(unproved).not.toContain(rule);
  });

  test('a clone without the evidence says how to fetch it, and tells what the history knows', async () => {
    const bare = await cloneAll(addressFor('carol'), join(lapse.world.directory, 'without'), false);
    const { exitCode, stdout, stderr } = await askLapse(lapse.world, bare, ['audit', '--format', 'json']);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('git fetch origin +refs/heads/lapse/evidence');
    const without = JSON.parse(stdout) as ToldRow[];
    expect(without.map((row) => [lifeKey(row), row.start, row.end])).toEqual(
      rows.map((row) => [lifeKey(row), row.start, row.end]),
    );
    expect(new Set(without.map(({ evidence }) => evidence))).toEqual(new Set(['absent']));
    const verified = await askVerified(lapse.world, bare);
    expect(verified.findings.map(({ rule, level }) => [rule, level])).toEqual([['evidence-absent', 'wrong']]);
    expect(verified.exitCode).toBe(1);
  });

  test.each(TAMPERINGS)('tampering is found: $what', async ({ tamper, rule, grant, others, isOnline }) => {
    const tampered = tamper(clone);
    const { exitCode, findings } = await askVerified(
      lapse.world,
      tampered,
      isOnline === true ? await online() : undefined,
    );
    expect(wrong(findings)).toContainEqual(expect.objectContaining({ rule, grant }));
    // And nobody else is charged with it.
    const charged = new Set(wrong(findings).map((finding) => finding.grant ?? grant));
    expect([...charged].sort()).toEqual([grant, ...(others ?? [])].sort());
    expect(exitCode).toBe(1);
  });

  test('every commit of the evidence is the App’s, by the hand of GitHub', () => {
    const lines = execFileSync('git', ['-C', clone, 'log', '--format=%an <%cn>', RECORDS])
      .toString()
      .trim()
      .split('\n');
    expect(new Set(lines)).toEqual(new Set(['lapse[bot] <GitHub>']));
  });
});
