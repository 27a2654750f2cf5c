import { afterEach, expect, test } from '@jest/globals';
import { openRepository } from '../../src/git/git-repository.js';
import { providers } from '../../src/providers/providers.js';
import { readAuditSources } from '../../src/use-cases/read-audit-sources.js';
import { readBranch } from '../../src/use-cases/read-branch.js';
import { removeTemporaryFolders, temporaryRepository } from '../git/temporary-repository.js';
import { POLICY } from '../use-cases/example-files.js';

afterEach(removeTemporaryFolders);

const PADDING = `# ${'x'.repeat(60_000)}\n`;
const REQUEST = 'role: billing\nduration: 4h\nreason: x\n';

// Twenty thousand of them, in one commit that the next one takes back, are 2 MB to push and 1 GB to hold.
test('versions that are long, to have every run fail for want of memory, are held by what they say', async () => {
  const own = temporaryRepository();
  for (const [path, text] of Object.entries(POLICY)) own.write(path, text);
  const now = Date.parse('2026-11-23T14:00:00Z');
  for (let index = 0; index < 9; index += 1)
    own.write(`access/aws-sandbox/alice/x${index}.yaml`, `# ${index}\n${PADDING}${REQUEST}`);
  const head = own.commit('Ask for billing (#1)', '2026-11-23T13:00:00Z');
  const repository = await openRepository(own.directory);
  const { blobs, grants } = await readBranch(repository, providers, head, now);
  const held = [...blobs.values()].reduce((sum, { length }) => sum + length, 0);
  expect(held).toBeLessThan(10_000);
  expect(grants.map(({ request }) => request?.reason)).toEqual(Array.from({ length: 9 }, () => 'x'));
  const { lives } = await readAuditSources(repository, null);
  expect(lives.map(({ versions }) => versions[0]?.request?.role)).toEqual(Array.from({ length: 9 }, () => 'billing'));
});
