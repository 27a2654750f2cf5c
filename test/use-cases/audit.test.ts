import { describe, expect, test } from '@jest/globals';
import { EVERYTHING } from '../../src/audit/select-rows.js';
import { evidencePath } from '../../src/evidence/evidence-path.js';
import type { EvidenceEvent } from '../../src/evidence/record.js';
import { writeEvidence } from '../../src/evidence/write-evidence.js';
import { type AuditQuestion, audit } from '../../src/use-cases/audit.js';
import { ShallowCloneError } from '../../src/use-cases/refuse-shallow-clone.js';
import { UsageError } from '../../src/use-cases/usage-error.js';
import { at } from '../access/fixtures.js';
import { APPROVED, exampleRecord, GIVEN, REMOVED } from '../evidence/example-record.js';
import { POLICY } from './example-files.js';
import { PROVIDERS } from './fake-reading.js';
import { type FakeRepository, fakeRepository } from './fake-repository.js';

const PATH = 'access/aws-sandbox/alice/billing.yaml';
const REQUEST = 'role: billing\nduration: 4h\nreason: Look at invoice 8841\n';
const NOW = at('2026-11-24T12:00:00Z');
const ALL: AuditQuestion = { period: { since: null, until: null }, scope: EVERYTHING, at: null, evidence: null };

/** alice has it from 14:00 to 18:00, given at 14:01:05; its file is removed at 18:20. */
function world(events: readonly EvidenceEvent[] = [APPROVED, GIVEN, REMOVED]): FakeRepository {
  const fake = fakeRepository();
  fake.commit(at('2026-11-01T00:00:00Z'), { 'README.md': 'x' });
  fake.commit(at('2026-11-02T00:00:00Z'), POLICY);
  const addedIn = fake.commit(at('2026-11-23T14:00:00Z'), { [PATH]: REQUEST });
  fake.commit(at('2026-11-23T18:20:00Z'), { [PATH]: null });
  const record = exampleRecord({ grant: 'aws-sandbox/alice/billing', addedIn, events });
  fake.commitEvidence(NOW, { [evidencePath(record)]: writeEvidence(record) });
  return fake;
}

function ask(fake: FakeRepository, question: Partial<AuditQuestion> = {}) {
  return audit({ repository: fake.repository, providers: PROVIDERS, now: () => NOW }, { ...ALL, ...question });
}

async function standingAt(fake: FakeRepository, time: string): Promise<string[]> {
  const { standing } = await ask(fake, { at: at(time) });
  return standing?.map(({ row, standing: how }) => `${row.grant} ${how}`) ?? [];
}

describe('what cannot be answered', () => {
  test('a shallow clone, now and then', async () => {
    const fake = world();
    fake.isShallow = true;
    await expect(ask(fake)).rejects.toThrow(ShallowCloneError);
    await expect(ask(fake, { at: at('2026-11-23T15:00:00Z') })).rejects.toThrow(ShallowCloneError);
  });

  test('a time that has not come', async () => {
    const asking = ask(world(), { at: NOW + 1_000 });
    await expect(asking).rejects.toThrow('2026-11-24T12:00:01Z has not come yet');
    await expect(asking).rejects.toBeInstanceOf(UsageError);
  });

  test('a time before the history of access/, which is told', async () => {
    const asking = ask(world(), { at: at('2026-11-01T12:00:00Z') });
    await expect(asking).rejects.toThrow('the history of access/ begins at 2026-11-02T00:00:00Z');
    await expect(asking).rejects.toBeInstanceOf(UsageError);
  });

  test('a history that never had access/', async () => {
    const fake = fakeRepository();
    fake.commit(at('2026-11-01T00:00:00Z'), { CODEOWNERS: '* @bob\n' });
    await expect(ask(fake, { at: at('2026-11-02T00:00:00Z') })).rejects.toThrow('never had a folder access/');
  });

  test('evidence that is named and not there', async () => {
    await expect(ask(world(), { evidence: 'refs/heads/elsewhere' })).rejects.toThrow(UsageError);
  });
});

describe('the population', () => {
  test('is told with its evidence, and without any where the clone has none', async () => {
    const { report, standing } = await ask(world());
    expect(report).toMatchObject({ at: NOW, findings: null, evidence: `e${'1'.padStart(39, '0')}` });
    expect(report.rows).toEqual([
      expect.objectContaining({ state: 'expired', evidence: 'recorded', approvals: [APPROVED] }),
    ]);
    expect(standing).toBeNull();

    const bare = fakeRepository();
    bare.commit(at('2026-11-02T00:00:00Z'), POLICY);
    bare.commit(at('2026-11-24T10:00:00Z'), { [PATH]: REQUEST });
    const without = await ask(bare);
    expect(without.report.evidence).toBeNull();
    expect(without.report.rows).toEqual([
      expect.objectContaining({ state: 'active', evidence: 'absent', givenAt: null }),
    ]);
  });

  test('is cut by period and scope, and what a verification goes by is not', async () => {
    const period = { since: at('2026-11-23T19:00:00Z'), until: null };
    for (const question of [{ period }, { scope: { ...EVERYTHING, user: 'bob' } }]) {
      const { report, sources } = await ask(world(), question);
      expect(report.rows).toEqual([]);
      expect(sources.lives).toHaveLength(1);
      expect(sources.evidence.records.size).toBe(1);
    }
  });
});

describe('who had what at a time', () => {
  test.each<[string, readonly string[]]>([
    ['2026-11-02T00:00:00Z', []],
    ['2026-11-23T13:59:59Z', []],
    ['2026-11-23T14:00:00Z', ['aws-sandbox/alice/billing in-force']],
    ['2026-11-23T17:59:59Z', ['aws-sandbox/alice/billing in-force']],
    ['2026-11-23T18:00:00Z', ['aws-sandbox/alice/billing left-behind']],
    ['2026-11-23T18:07:00Z', []],
    ['2026-11-24T12:00:00Z', []],
  ])('at %s: %j', async (time, expected) => {
    expect(await standingAt(world(), time)).toEqual(expected);
  });

  test('the approvals are those of then, and what came later is not known', async () => {
    const { report } = await ask(world(), { at: at('2026-11-23T15:00:00Z') });
    expect(report.rows).toEqual([
      expect.objectContaining({
        state: 'active',
        approvals: [APPROVED],
        removal: null,
        removedIn: null,
        removedAt: null,
      }),
    ]);
  });

  test('it is judged by the policy of then', async () => {
    const fake = world();
    fake.commit(at('2026-11-23T20:00:00Z'), { 'access/aws-sandbox/roles.yaml': 'roles: {}\n' });
    expect(await standingAt(fake, '2026-11-23T15:00:00Z')).toEqual(['aws-sandbox/alice/billing in-force']);

    const before = fakeRepository();
    before.commit(at('2026-11-02T00:00:00Z'), { ...POLICY, 'access/aws-sandbox/roles.yaml': 'roles: {}\n' });
    before.commit(at('2026-11-23T14:00:00Z'), { [PATH]: REQUEST });
    before.commit(at('2026-11-23T16:00:00Z'), POLICY);
    expect(await standingAt(before, '2026-11-23T15:00:00Z')).toEqual([]);
    expect(await standingAt(before, '2026-11-23T16:00:00Z')).toEqual(['aws-sandbox/alice/billing in-force']);
  });

  test('what was removed from the branch and not yet from the provider is told', async () => {
    const fake = world([APPROVED, { ...GIVEN, floor: null }]);
    expect(await standingAt(fake, '2026-11-24T11:00:00Z')).toEqual(['aws-sandbox/alice/billing overdue']);
  });

  test.each([
    ['an old', '2001-01-01T00:00:00Z'],
    ['a future', '2099-01-01T00:00:00Z'],
  ])('%s date that somebody forged moves nothing', async (_what, forged) => {
    const fake = world();
    fake.commit(at('2026-11-23T20:00:00Z'), { 'access/aws-sandbox/README.md': 'x' });
    fake.commit(at(forged), { 'access/aws-sandbox/bob/x.yaml': 'role: [\n' });
    fake.commit(at('2026-11-24T09:00:00Z'), { 'access/aws-sandbox/bob/x.yaml': null });
    fake.commit(at('2026-11-24T10:00:00Z'), { 'access/aws-sandbox/carol/x.yaml': REQUEST });
    expect(await standingAt(fake, '2026-11-23T15:00:00Z')).toEqual(['aws-sandbox/alice/billing in-force']);
    expect(await standingAt(fake, '2026-11-24T09:30:00Z')).toEqual([]);
    expect(await standingAt(fake, '2026-11-24T11:00:00Z')).toEqual(['aws-sandbox/carol/x in-force']);
  });

  test('where two places contradict the dates as little, the newer one counts', async () => {
    const fake = fakeRepository();
    fake.commit(at('2026-11-02T00:00:00Z'), POLICY);
    fake.commit(at('2026-11-23T16:00:00Z'), { 'access/aws-sandbox/README.md': 'x' });
    fake.commit(at('2026-11-23T14:00:00Z'), { [PATH]: REQUEST });
    expect(await standingAt(fake, '2026-11-23T15:00:00Z')).toEqual(['aws-sandbox/alice/billing in-force']);
  });
});
