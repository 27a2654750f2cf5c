import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../src/audit/finding.js';
import { FindingList } from '../../src/audit/finding-list.js';
import { verifyAddresses } from '../../src/audit/verify-addresses.js';
import { BILLING, tellStory } from './evidence-story.js';
import { approval } from './forge-record.js';

/** @param move the address of BILLING's pull request, `https://github.com/acme/access/pull/12`. */
async function verify(move: (url: string) => string): Promise<readonly Finding[]> {
  const { records, pathOf, recordOf } = await tellStory();
  const moved = approval((one) => ({ pullRequest: { ...one.pullRequest, url: move(one.pullRequest.url) } }));
  records.set(pathOf(BILLING), moved(recordOf(BILLING)));
  const findings = new FindingList();
  expect(verifyAddresses({ records }, findings)).toBe(true);
  return findings.inOrder();
}

describe('the addresses of pull requests', () => {
  test.each<[string, (url: string) => string]>([
    ['at another server', (url) => url.replace('github.com', 'evil.example')],
    ['at one that looks the same', (url) => url.replace('github.com', 'github.com@evil.example')],
    ['at another port', (url) => url.replace('github.com', 'github.com:8443')],
    ['without encryption', (url) => url.replace('https', 'http')],
    ['that run something', () => 'javascript:alert(1)//pull/12'],
    ['deeper than a pull request is', (url) => url.replace('/acme/', '/login?return_to=/acme/')],
    ['with more behind it', (url) => `${url}/files`],
  ])('%s are wrong', async (_what, move) => {
    expect(await verify(move)).toMatchObject([{ rule: 'approval-merge', level: 'wrong', grant: BILLING }]);
  });

  test('of a repository of another name are unproved, for it may have been renamed', async () => {
    const findings = await verify((url) => url.replace('/access/', '/jit/'));
    expect(findings).toMatchObject([{ rule: 'renamed-repository', level: 'unproved' }]);
  });

  test('of one name in two cases are the same, and need no word', async () => {
    expect(await verify((url) => url.replace('/acme/', '/Acme/'))).toEqual([]);
  });

  test('may all be at a server of one’s own', async () => {
    const { records } = await tellStory();
    const moved = approval(({ pullRequest }) => ({
      pullRequest: { ...pullRequest, url: pullRequest.url.replace('github.com', 'github.acme.example') },
    }));
    const findings = new FindingList();
    const elsewhere = new Map([...records].map(([path, record]) => [path, moved(record)]));
    expect(verifyAddresses({ records: elsewhere }, findings)).toBe(false);
    expect(findings.inOrder()).toEqual([]);
  });
});
