import { describe, expect, test } from '@jest/globals';
import { github, mockGitHub, scope } from './mocked-github.js';

mockGitHub();

const BOB = '/orgs/acme/teams/security/memberships/bob';

describe('a member of a team', () => {
  test.each([
    [401, 'unauthorised', /GITHUB_TOKEN/],
    [403, 'not-permitted', /“Members: read \(organisation\)”/],
    [500, 'unavailable', /try again/],
  ])('is unknown where GitHub answers %i: an error, never a no', async (status, kind, message) => {
    scope().get(BOB).reply(status, { message: 'no' });
    await expect(github().isTeamMember('@acme/security', 'bob')).rejects.toMatchObject({
      kind,
      message: expect.stringMatching(message),
    });
  });

  test.each([
    [200, { state: 'active' }, true],
    [200, { state: 'pending' }, false],
    [404, { message: 'Not Found' }, false],
  ])('with the answer %i %j is %s', async (status, body, expected) => {
    scope().get(BOB).reply(status, body);
    expect(await github().isTeamMember('@acme/security', 'bob')).toBe(expected);
  });

  test('is asked for once, in whatever case the names are written', async () => {
    scope().get(BOB).reply(200, { state: 'active' });
    const port = github();
    const answers = [port.isTeamMember('@acme/security', 'bob'), port.isTeamMember('@Acme/Security', 'Bob')];
    expect(await Promise.all(answers)).toEqual([true, true]);
  });

  test('is asked for again after a failure', async () => {
    scope().get(BOB).reply(500, {});
    scope().get(BOB).reply(200, { state: 'active' });
    const port = github();
    await expect(port.isTeamMember('@acme/security', 'bob')).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await port.isTeamMember('@acme/security', 'bob')).toBe(true);
  });

  test.each([
    ['@acme/..', 'bob'],
    ['@acme/security', '..'],
    ['@acme/security', 'bob/../../x'],
    ['@acme/security', 'lapse[bot]'],
    ['@acme', 'bob'],
    ['security', 'bob'],
    ['@acme/security/extra', 'bob'],
    ['', ''],
  ])('of %j is never %j, and GitHub is not asked', async (team, login) => {
    expect(await github().isTeamMember(team, login)).toBe(false);
  });
});
