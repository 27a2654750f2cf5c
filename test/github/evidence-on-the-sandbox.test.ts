import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { EVIDENCE_BRANCH } from '../../src/evidence/evidence-path.js';
import type { GitHub } from '../../src/github/github.js';
import { createOctokit } from '../../src/github/octokit.js';
import { openGitHub } from '../../src/github/open-github.js';
import { type Acme, startAcme } from '../sandbox/github/acme.js';

const REPOSITORY = { owner: 'acme', repo: 'access' };
const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const README = { path: 'README.md', text: '# Evidence\n' };
const RECORD = { path: `aws/alice/billing@${'a'.repeat(40)}.json`, text: '{ "reason": "café 😀" }\n' };
const OTHER = { path: `aws/alice/logs@${'a'.repeat(40)}.json`, text: '{}\n' };

let acme: Acme;
let clone: Awaited<ReturnType<Acme['clone']>>;
let port: GitHub;
let main: string;

beforeEach(async () => {
  acme = await startAcme();
  clone = await acme.clone('alice');
  main = await clone.commit('Start', { 'access/config.yaml': 'systems: {}\n' });
  await clone.git('push', '-q', 'origin', 'main');
  port = open(await acme.appToken());
});
afterEach(() => acme.stop(true));

function open(token: string): GitHub {
  const octokit = createOctokit({ token, apiUrl: acme.github.url });
  return openGitHub({ octokit, owner: 'acme', name: 'access' });
}

async function countRequests(act: () => Promise<unknown>): Promise<number> {
  const before = acme.github.requests.length;
  await act();
  return acme.github.requests.length - before;
}

const begin = () =>
  port.createOrphanBranch({ branch: EVIDENCE_BRANCH, files: [README], message: 'Begin\n\nEvidence.' });

const record = (expectedHead: string, files = [RECORD, OTHER]) =>
  port.commitTexts({ branch: EVIDENCE_BRANCH, expectedHead, files, headline: 'Record', body: 'Two grants.' });

describe('the branch of the evidence', () => {
  test('is not there before the first record, and then begins without a past', async () => {
    expect((await port.readTip()).evidence).toBeNull();
    let head = '';
    const requests = await countRequests(async () => {
      head = await begin();
    });
    expect(requests).toBe(3);
    expect(await port.readTip()).toMatchObject({ sha: main, evidence: head });
    await clone.git('fetch', '-q', 'origin', EVIDENCE_BRANCH);
    expect(await clone.git('log', '--format=%H %P|%B', 'FETCH_HEAD')).toBe(`${head} |Begin\n\nEvidence.`);
    expect(await clone.git('ls-tree', '-r', '--name-only', 'FETCH_HEAD')).toBe(README.path);
  });

  test('is begun by one of two who find none', async () => {
    const outcomes = await Promise.allSettled([begin(), begin()]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = outcomes.find((outcome) => outcome.status === 'rejected');
    expect(lost?.reason).toMatchObject({ kind: 'stale', message: expect.stringContaining('run it again') });
  });

  test('gets several files in one commit, whose bytes are the very ones, and keeps the others', async () => {
    const begun = await begin();
    let head = '';
    const requests = await countRequests(async () => {
      head = await record(begun);
    });
    expect(requests).toBe(1);
    expect((await port.readTip()).evidence).toBe(head);
    await clone.git('fetch', '-q', 'origin', EVIDENCE_BRANCH);
    expect(await clone.git('rev-list', 'FETCH_HEAD')).toBe(`${head}\n${begun}`);
    for (const { path, text } of [README, RECORD, OTHER]) {
      expect(`${await clone.git('cat-file', 'blob', `FETCH_HEAD:${path}`)}\n`).toBe(text);
    }
  });

  test('gets a commit for no file at all too, as GitHub’s schema has it', async () => {
    const begun = await begin();
    const head = await record(begun, []);
    await clone.git('fetch', '-q', 'origin', EVIDENCE_BRANCH);
    expect(head).not.toBe(begun);
    expect(await clone.git('diff', '--stat', begun, head)).toBe('');
  });

  test('takes nothing from a run that was overtaken', async () => {
    const begun = await begin();
    const first = await record(begun, [RECORD]);
    await expect(record(begun, [OTHER])).rejects.toMatchObject({ kind: 'stale' });
    expect((await port.readTip()).evidence).toBe(first);
    await record(first, [OTHER]);
  });

  test('takes nothing where it is gone, and that is nothing else than having moved', async () => {
    const begun = await begin();
    await acme.as(acme.tokens.bob).rest.git.deleteRef({ ...REPOSITORY, ref: `heads/${EVIDENCE_BRANCH}` });
    await expect(record(begun)).rejects.toMatchObject({
      kind: 'stale',
      message: expect.stringContaining('Branch not found'),
    });
  });

  test('tells in GitHub’s words by which rule it does not take a commit', async () => {
    const begun = await begin();
    const text = readFileSync(join(ROOT, 'docs/rulesets/branches.json'), 'utf8');
    // Somebody put the id of another App into the ruleset.
    acme.github.addApp({ slug: 'other', id: 99, permissions: {}, events: [], webhookSecret: 'x' });
    await acme.as(acme.tokens.bob).rest.repos.createRepoRuleset({
      ...REPOSITORY,
      ...JSON.parse(text.replaceAll('1001', '99')),
    });
    const refused = {
      kind: 'refused',
      message: expect.stringContaining(
        'GitHub says: Repository rule violations found Cannot update this protected ref.',
      ),
    };
    await expect(record(begun)).rejects.toMatchObject(refused);
    const another = port.createOrphanBranch({ branch: 'lapse/x', files: [README], message: 'Begin' });
    await expect(another).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('Cannot create ref due to creations being restricted.'),
    });
  });

  test('cannot be written with a token that may only read, and the permission is named', async () => {
    const begun = await begin();
    const { token } = acme.github.addActionsToken('acme/access', { contents: 'read' });
    const missing = { kind: 'not-permitted', message: expect.stringContaining('Contents: write') };
    const wish = { branch: 'x', files: [README], message: 'Begin' };
    await expect(open(token).createOrphanBranch(wish)).rejects.toMatchObject(missing);
    const commit = { branch: EVIDENCE_BRANCH, expectedHead: begun, files: [OTHER], headline: 'Record', body: '' };
    await expect(open(token).commitTexts(commit)).rejects.toMatchObject(missing);
  });
});

describe('the signatures of commits', () => {
  test('are GitHub’s for what we commit, and none for what is pushed; what is not there has none to tell', async () => {
    const begun = await begin();
    const head = await record(begun);
    const blob = await clone.git('rev-parse', 'HEAD:access/config.yaml');
    const all = [begun, head, main, blob, 'f'.repeat(40)];
    const requests = await countRequests(async () => {
      expect(await port.readSignatures(all)).toEqual(
        new Map([
          [begun, { isValid: true, byGitHub: true }],
          [head, { isValid: true, byGitHub: true }],
          [main, { isValid: false, byGitHub: false }],
        ]),
      );
    });
    expect(requests).toBe(1);
  });
});

describe('our open issues', () => {
  test('are one for each label, read with the tip in one request', async () => {
    await port.writeIssue('lapse-drift', null, { title: 'Drift', body: 'one' });
    await port.writeIssue('lapse-unapproved', null, { title: 'Not given', body: 'two' });
    const requests = await countRequests(async () => {
      expect((await port.readTip()).openIssues).toMatchObject({
        'lapse-drift': [{ body: 'one' }],
        'lapse-unapproved': [{ body: 'two' }],
      });
    });
    expect(requests).toBe(1);
    const { data } = await acme.as(acme.tokens.alice).rest.issues.listForRepo({ ...REPOSITORY, labels: 'lapse-drift' });
    expect(data).toMatchObject([{ title: 'Drift', labels: [{ name: 'lapse-drift' }] }]);
  });
});
