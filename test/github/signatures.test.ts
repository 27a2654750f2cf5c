import { describe, expect, test } from '@jest/globals';
import { answerGraphql, github, mockGitHub, OID } from './mocked-github.js';

mockGitHub();

const SIGNED = { isValid: true, wasSignedByGitHub: true };

describe('the signatures of commits', () => {
  test('are not known of what GitHub has no commit of', async () => {
    // null: nothing of that id; {}: a blob, which the fragment says nothing of.
    answerGraphql({ data: { repository: { commit0: null, commit1: {} } } });
    expect(await github().readSignatures([OID.base, OID.head])).toEqual(new Map());
  });

  test('are those of the commits that were asked for, and of no others', async () => {
    answerGraphql({ data: { repository: { commit0: { oid: OID.other, signature: SIGNED } } } });
    expect(await github().readSignatures([OID.base])).toEqual(new Map());
  });

  test('cannot be read where GitHub answers with an error', async () => {
    answerGraphql({ data: { repository: null }, errors: [{ type: 'NOT_FOUND', message: 'Could not resolve' }] });
    await expect(github().readSignatures([OID.base])).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('are GitHub’s, somebody’s, broken or none', async () => {
    const shas = [...'abcd'].map((digit) => digit.repeat(40));
    const signatures = [
      SIGNED,
      { isValid: true, wasSignedByGitHub: false },
      { isValid: false, wasSignedByGitHub: true },
      null,
    ];
    const commits = shas.map((oid, index) => [`commit${index}`, { oid, signature: signatures[index] }]);
    const seen = answerGraphql({ data: { repository: Object.fromEntries(commits) } });
    expect([...(await github().readSignatures(shas))]).toEqual([
      [shas[0], { isValid: true, byGitHub: true }],
      [shas[1], { isValid: true, byGitHub: false }],
      [shas[2], { isValid: false, byGitHub: true }],
      [shas[3], { isValid: false, byGitHub: false }],
    ]);
    expect(seen.request?.variables).toMatchObject({ commit0: shas[0], commit3: shas[3] });
  });

  test('take no request for no commits, and one for every hundred, each asked for once', async () => {
    expect(await github().readSignatures([])).toEqual(new Map());
    const shas = [...Array(150).keys()].map((index) => `${index}`.padStart(40, 'a'));
    const first = answerGraphql({ data: { repository: { commit0: { oid: shas[0], signature: SIGNED } } } });
    const second = answerGraphql({ data: { repository: { commit49: { oid: shas[149], signature: SIGNED } } } });
    const found = await github().readSignatures([...shas, ...shas]);
    expect([...found.keys()]).toEqual([shas[0], shas[149]]);
    expect(first.request?.variables).toHaveProperty('commit99', shas[99]);
    expect(second.request?.variables).toHaveProperty('commit49', shas[149]);
  });
});
