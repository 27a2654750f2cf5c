import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { openRepository } from '../../src/git/git-repository.js';
import { providers } from '../../src/providers/providers.js';
import type { AuditRow } from '../../src/render/terminal/audit-row.js';
import { type AuditPeriod, audit } from '../../src/use-cases/audit.js';
import { ShallowCloneError } from '../../src/use-cases/refuse-shallow-clone.js';
import { createRepository, POLICY, REQUEST, type TestRepository } from '../cli/test-repository.js';

const PATH = 'access/aws-sandbox/alice/billing.yaml';
const NOW = Date.UTC(2026, 10, 20, 12);
const ALL: AuditPeriod = { since: null, until: null };

const open: TestRepository[] = [];
afterEach(() => {
  for (const repository of open.splice(0)) repository.remove();
});

function repositoryWith(files: Readonly<Record<string, string>>): TestRepository {
  const repository = createRepository(files);
  open.push(repository);
  return repository;
}

function asked(at: string, request = REQUEST): TestRepository {
  const repository = repositoryWith(POLICY);
  repository.commit('policy', '2026-11-01T00:00:00Z');
  repository.write({ [PATH]: request });
  repository.commit('alice asks', at);
  return repository;
}

function remove(repository: TestRepository, at: string): void {
  rmSync(join(repository.path, PATH));
  repository.commit('alice is done', at);
}

async function auditOf(repository: TestRepository, period = ALL): Promise<readonly AuditRow[]> {
  return audit({ repository: await openRepository(repository.path), providers, now: () => NOW }, period);
}

describe('audit', () => {
  test('a shallow clone is refused', async () => {
    const whole = asked('2026-11-20T10:00:00Z');
    const shallow = repositoryWith({});
    shallow.git('fetch', '--quiet', '--depth=1', `file://${whole.path}`, 'main');
    shallow.git('reset', '--quiet', '--hard', 'FETCH_HEAD');
    await expect(auditOf(shallow)).rejects.toThrow(ShallowCloneError);
  });

  test('an unreadable file has a row all the same, with what is known', async () => {
    const [row] = await auditOf(asked('2026-11-20T10:00:00Z', 'role: [\n'));
    expect(row).toMatchObject({ state: 'invalid', role: null, window: null, mergedAt: Date.UTC(2026, 10, 20, 10) });
  });

  test.each<[string, string | null, AuditRow['state']]>([
    ['2026-11-20T10:00:00Z', null, 'active'],
    ['2026-11-20T02:00:00Z', null, 'expired'],
    ['2026-11-20T02:00:00Z', '2026-11-20T06:00:00Z', 'expired'],
    ['2026-11-20T02:00:00Z', '2026-11-20T05:59:59Z', 'removed'],
  ])('merged at %s and removed at %s it is %s', async (mergedAt, removedAt, state) => {
    const repository = asked(mergedAt);
    if (removedAt !== null) remove(repository, removedAt);
    const rows = await auditOf(repository);
    expect(rows.map((row) => row.state)).toEqual([state]);
  });

  test('who merged what, and who removed it, stand in the row', async () => {
    const repository = asked('2026-11-20T02:00:00Z');
    const addedIn = repository.git('rev-parse', 'HEAD');
    remove(repository, '2026-11-20T03:00:00Z');
    const removedIn = repository.git('rev-parse', 'HEAD');
    expect(await auditOf(repository)).toEqual([
      expect.objectContaining({
        addedIn,
        removedIn,
        author: 'alice',
        subject: 'alice asks',
        removedAt: Date.UTC(2026, 10, 20, 3),
        reason: 'Find out why invoice 8841 was charged twice',
      }),
    ]);
  });

  test.each<[string, number | null, number | null, number]>([
    ['its window begins where the period ends', null, 2, 0],
    ['its window ends where the period begins', 6, null, 0],
    ['the period is within it', 3, 4, 1],
    ['it is within the period', 1, 7, 1],
    ['they overlap by its first second', null, 2.001, 1],
  ])('a period takes a window by what they share: %s', async (_what, since, until, rows) => {
    const hour = (hours: number | null): number | null =>
      hours === null ? null : Date.UTC(2026, 10, 20) + hours * 3_600_000;
    const repository = asked('2026-11-20T02:00:00Z');
    expect(await auditOf(repository, { since: hour(since), until: hour(until) })).toHaveLength(rows);
  });

  test('what was given back early gave nothing after that', async () => {
    const repository = asked('2026-11-20T02:00:00Z');
    remove(repository, '2026-11-20T03:00:00Z');
    expect(await auditOf(repository, { since: Date.UTC(2026, 10, 20, 3), until: null })).toEqual([]);
  });
});
