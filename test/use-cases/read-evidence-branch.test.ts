import { describe, expect, test } from '@jest/globals';
import { evidencePath } from '../../src/evidence/evidence-path.js';
import { MAXIMUM_EVIDENCE_BYTES } from '../../src/evidence/read-evidence.js';
import { writeEvidence } from '../../src/evidence/write-evidence.js';
import { GitError } from '../../src/git/repository.js';
import { findEvidence, readEvidenceBranch } from '../../src/use-cases/read-evidence-branch.js';
import { exampleRecord, sha } from '../evidence/example-record.js';
import { fakeRepository } from './fake-repository.js';

const NOW = Date.UTC(2026, 10, 23, 18);
const PLACE = 'refs/remotes/origin/lapse/evidence';
const RECORD = exampleRecord();
const PATH = evidencePath(RECORD);

async function readingOf(files: Readonly<Record<string, string>>) {
  const fake = fakeRepository();
  fake.commitEvidence(NOW, files);
  return readEvidenceBranch(fake.repository, PLACE);
}

describe('what stands on the branch and is no record', () => {
  test.each<[string, string, string, string]>([
    ['a path that is none of a record', 'notes/alice.txt', 'x', 'Its path is none of a record.'],
    ['a path that climbs', '../alice/billing@x.json', '{}', 'Its path is none of a record.'],
    ['half a file', PATH, writeEvidence(RECORD).slice(0, -30), 'It is not JSON.'],
    ['another schema', PATH, writeEvidence({ ...RECORD, repositoryId: -1 }), 'It does not fit the schema'],
    ['the record of another life', PATH, writeEvidence({ ...RECORD, addedIn: sha('b') }), 'It says that it is'],
    ['a file that is too large', PATH, ' '.repeat(MAXIMUM_EVIDENCE_BYTES + 1), 'It is larger than'],
  ])('%s is named, and takes no other with it', async (_what, path, content, message) => {
    const other = exampleRecord({ addedIn: sha('7') });
    const reading = await readingOf({ [path]: content, [evidencePath(other)]: writeEvidence(other) });
    expect(reading.faults).toEqual([{ path, message: expect.stringContaining(message) }]);
    expect([...reading.records]).toEqual([[evidencePath(other), other]]);
  });

  test('one file under two names is the record of one life and a fault of the other', async () => {
    const second = evidencePath({ ...RECORD, addedIn: sha('7') });
    const reading = await readingOf({ [PATH]: writeEvidence(RECORD), [second]: writeEvidence(RECORD) });
    expect([...reading.records.keys()]).toEqual([PATH]);
    expect(reading.faults.map(({ path }) => path)).toEqual([second]);
  });

  test('faults are told in order of their paths', async () => {
    const reading = await readingOf({ 'b.json': 'b', 'c.json': 'c', 'a.json': 'a' });
    expect(reading.faults.map(({ path }) => path)).toEqual(['a.json', 'b.json', 'c.json']);
  });

  test('a revision that names nothing is an error, and no revision is no evidence', async () => {
    const { repository } = fakeRepository();
    await expect(readEvidenceBranch(repository, PLACE)).rejects.toBeInstanceOf(GitError);
    expect(await readEvidenceBranch(repository, null)).toEqual({ head: null, records: new Map(), faults: [] });
  });
});

test('a record is read, and the page for people is none', async () => {
  const fake = fakeRepository();
  const head = fake.commitEvidence(NOW, { 'README.md': '# Evidence', [PATH]: writeEvidence(RECORD) });
  expect(await readEvidenceBranch(fake.repository, PLACE)).toEqual({
    head,
    records: new Map([[PATH, RECORD]]),
    faults: [],
  });
});

test('the evidence is looked for where a fetch of GitHub puts it', async () => {
  const fake = fakeRepository();
  expect(await findEvidence(fake.repository)).toBeNull();
  fake.commitEvidence(NOW, { [PATH]: writeEvidence(RECORD) });
  expect(await findEvidence(fake.repository)).toBe(PLACE);
});
