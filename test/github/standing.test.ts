import { describe, expect, test } from '@jest/globals';
import { answerGraphql, github, mockGitHub, OID } from './mocked-github.js';
import {
  ADDED,
  ALICE,
  answerFiles,
  BOB,
  contents,
  entry,
  PATH,
  page,
  pullRequest,
  README,
  review,
  TEXT,
} from './recorded-pull-request.js';

mockGitHub();

const HEAD = { oid: OID.head, head0: entry('billing.yaml', TEXT) };
const ROLES = 'access/aws/roles.yaml';
const CHANGED_ROLES = { filename: ROLES, status: 'modified', sha: entry('roles.yaml', TEXT)['oid'] };

function systems(...names: string[]) {
  return { entries: names.map((name) => ({ name, type: 'tree' })) };
}

describe('the grants that stand', () => {
  test('are looked for in the folders of the default branch, or of the commit whose policy is asked for', async () => {
    const first = answerGraphql(pullRequest());
    answerFiles([README]);
    answerGraphql(contents([]));
    await github().readPullRequest(12);
    const second = answerGraphql(pullRequest());
    answerFiles([README]);
    answerGraphql(contents([]));
    await github().readPullRequest(12, OID.other);
    expect(first.request?.variables).toMatchObject({ systems: 'HEAD:access' });
    expect(second.request?.variables).toMatchObject({ systems: `${OID.other}:access` });
  });

  test('are those of the person in every system, in the same three requests', async () => {
    answerGraphql(pullRequest({}, { systems: systems('aws', 'gcp') }));
    answerFiles([ADDED]);
    answerGraphql(
      contents([`+${PATH}`], {
        systems: systems('aws', 'gcp'),
        head: HEAD,
        folder0: null,
        folder1: { entries: [entry('old.yaml', TEXT)] },
      }),
    );
    const { facts } = await github().readPullRequest(12);
    expect(facts.standing.map(({ path }) => path)).toEqual(['access/gcp/alice/old.yaml']);
  });

  test('of a system that the base has and the first answer did not are read by one request more', async () => {
    answerGraphql(pullRequest());
    answerFiles([ADDED]);
    const first = answerGraphql(contents([`+${PATH}`], { systems: systems('aws', 'gcp'), head: HEAD }));
    const second = answerGraphql(
      contents([], {
        base: { oid: OID.base, base0: entry('roles.yaml', 'roles: {}\n') },
        folder0: { entries: [entry('old.yaml', TEXT)] },
      }),
    );
    const { facts } = await github().readPullRequest(12);
    expect(first.request?.variables).toMatchObject({ systems: `${OID.base}:access` });
    expect(second.request?.variables).toEqual({
      owner: 'acme',
      name: 'access',
      number: 12,
      base: OID.base,
      head: OID.head,
      base0: 'access/gcp/roles.yaml',
      folder0: `${OID.base}:access/gcp/alice`,
    });
    expect(facts.standing.map(({ path }) => path)).toEqual(['access/gcp/alice/old.yaml']);
    expect(facts.policyFiles.map(({ path }) => path)).toContain('access/gcp/roles.yaml');
  });

  test('of many systems are read by further requests, and none is left out', async () => {
    const names = Array.from({ length: 500 }, (_, index) => `system-${index}`);
    answerGraphql(pullRequest({}, { systems: systems(...names) }));
    answerFiles([ADDED]);
    const seen = [
      answerGraphql(contents([`+${PATH}`], { systems: systems(...names) })),
      answerGraphql(contents([], { head: HEAD })),
      answerGraphql(contents([])),
    ];
    await github().readPullRequest(12);
    const variables = seen.map(({ request }) => Object.entries(request?.variables ?? {}));
    const asked = variables.map((one) =>
      one.filter(([name]) => /^(?:base|head|folder)\d/.test(name)).map(([, path]) => path),
    );
    expect(asked.map((paths) => paths.length)).toEqual([400, 400, 208]);
    expect(new Set(asked.flat()).size).toBe(1_008);
    expect(asked.flat()).toEqual(
      expect.arrayContaining(
        names.flatMap((name) => [`access/${name}/roles.yaml`, `${OID.base}:access/${name}/alice`]),
      ),
    );
  });

  test.each([
    ['the head', { headRefOid: OID.other }],
    ['the base branch', { baseRefName: 'release' }],
  ])('law 4: are read anew where %s has moved before a further request', async (_name, moved) => {
    for (const fields of [moved, {}]) {
      answerGraphql(pullRequest());
      answerFiles([ADDED]);
      answerGraphql(contents([`+${PATH}`], { systems: systems('aws', 'gcp'), head: HEAD }));
      answerGraphql(contents([], { pullRequest: { headRefOid: OID.head, baseRefName: 'main', ...fields } }));
    }
    expect((await github().readPullRequest(12)).facts.files).toHaveLength(1);
  });

  test('law 5: are those of its reviewers too, for a change of policy, where their review can count', async () => {
    const carol = { __typename: 'User', login: 'Carol', databaseId: 103 };
    const reviews = [
      review(),
      review({ author: carol, state: 'COMMENTED' }),
      review({ author: ALICE, authorCanPushToRepository: false }),
      review({ author: { __typename: 'Bot', login: 'helper', databaseId: 9 } }),
      review({ author: null }),
      review({ author: BOB, state: 'DISMISSED' }),
    ];
    answerGraphql(pullRequest({ reviews: page(reviews) }));
    answerFiles([CHANGED_ROLES]);
    const head = { oid: OID.head, head0: entry('roles.yaml', TEXT) };
    const seen = answerGraphql(contents([`+${ROLES}`], { head, folder0: { entries: [entry('mine.yaml', TEXT)] } }));
    const { facts } = await github().readPullRequest(12);
    const folders = Object.entries(seen.request?.variables ?? {}).filter(([name]) => name.startsWith('folder'));
    expect(folders.map(([, path]) => path)).toEqual([`${OID.base}:access/aws/bob`, `${OID.base}:access/aws/carol`]);
    expect(facts.standing.map(({ path }) => path)).toEqual(['access/aws/bob/mine.yaml']);
    expect(facts.files[0]?.after).toMatchObject({ path: ROLES, bytes: Buffer.from(TEXT) });
  });
});
