import { afterEach, describe, expect, test } from '@jest/globals';
import { evidencePath } from '../../src/evidence/evidence-path.js';
import { writeEvidence } from '../../src/evidence/write-evidence.js';
import { openRepository } from '../../src/git/git-repository.js';
import { readAuditSources } from '../../src/use-cases/read-audit-sources.js';
import { findEvidence } from '../../src/use-cases/read-evidence-branch.js';
import { ShallowCloneError } from '../../src/use-cases/refuse-shallow-clone.js';
import { POLICY, REQUEST } from '../cli/test-repository.js';
import { exampleRecord } from '../evidence/example-record.js';
import { countGitProcesses, removeTemporaryFolders, temporaryRepository } from '../git/temporary-repository.js';
import { fakeRepository } from './fake-repository.js';

afterEach(removeTemporaryFolders);

const NOW = Date.UTC(2026, 10, 23, 18);

describe('the sources of an audit', () => {
  test('a shallow clone is refused', async () => {
    const fake = fakeRepository();
    fake.commit(NOW, POLICY);
    fake.isShallow = true;
    await expect(readAuditSources(fake.repository, null)).rejects.toThrow(ShallowCloneError);
  });

  test('lives and history are of the commit that is asked for', async () => {
    const fake = fakeRepository();
    fake.commit(NOW, POLICY);
    const asked = fake.commit(NOW + 1_000, { 'access/aws-sandbox/alice/billing.yaml': REQUEST });
    fake.commit(NOW + 2_000, { 'access/aws-sandbox/alice/billing.yaml': null });
    const now = await readAuditSources(fake.repository, null);
    const then = await readAuditSources(fake.repository, null, asked);
    expect(now.history.map(({ committedAt }) => committedAt)).toEqual([NOW + 2_000, NOW + 1_000, NOW]);
    expect(now.lives.map(({ removedIn }) => removedIn?.at)).toEqual([NOW + 2_000]);
    expect(then.lives.map(({ removedIn }) => removedIn)).toEqual([null]);
    expect(then.commit).toBe(asked);
  });
});

test('the number of git processes is the same for 3 grants and for 60, with evidence and all', async () => {
  const counts: number[] = [];
  for (const count of [3, 60]) {
    const own = temporaryRepository();
    for (const [path, content] of Object.entries(POLICY)) own.write(path, content);
    own.commit('policy');
    const records: string[] = [];
    for (let n = 0; n < count; n += 1) {
      own.write(`access/aws-sandbox/alice/billing-${n}.yaml`, REQUEST.replace('8841', String(n)));
      const addedIn = own.commit(`${n}`);
      const record = exampleRecord({ grant: `aws-sandbox/alice/billing-${n}`, addedIn });
      records.push(evidencePath(record));
      own.write(`.git/staged/${evidencePath(record)}`, writeEvidence(record));
    }
    own.git('checkout', '--quiet', '--orphan', 'lapse/evidence');
    own.git('rm', '-r', '--quiet', '--cached', '.');
    own.git('--work-tree=.git/staged', 'add', '--all');
    own.git('commit', '--quiet', '--message', 'evidence');
    own.git('symbolic-ref', 'HEAD', 'refs/heads/main');
    counts.push(
      await countGitProcesses(async () => {
        const repository = await openRepository(own.directory);
        const evidence = await findEvidence(repository);
        const sources = await readAuditSources(repository, evidence);
        expect(evidence).toBe('refs/heads/lapse/evidence');
        expect(sources.lives).toHaveLength(count);
        expect([...sources.evidence.records.keys()].sort()).toEqual(records.sort());
      }),
    );
  }
  // Two to open, two to find the evidence, then depth, HEAD, log, sizes and bytes of versions, and three for the evidence.
  expect(counts).toEqual([12, 12]);
});
