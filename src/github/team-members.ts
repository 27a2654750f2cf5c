import { ask, type Connection } from './connection.js';
import { GitHubError } from './github.js';

/** An organisation's and a team's name; what is none of these cannot be a path that leads elsewhere (`..`). */
const TEAM = /^@([A-Za-z0-9][A-Za-z0-9-]*)\/([A-Za-z0-9_-][A-Za-z0-9._-]*)$/;
const LOGIN = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

/**
 * A function that says whether somebody is in a team, asking GitHub once for each pair; child teams' members count.
 * Answers are kept as long as the function: make a new one for each evaluation.
 * https://docs.github.com/en/rest/teams/members#get-team-membership-for-a-user
 */
export function askTeamMembers(connection: Connection): (team: string, login: string) => Promise<boolean> {
  const answers = new Map<string, Promise<boolean>>();
  return (team, login) => {
    const key = `${team} ${login}`.toLowerCase();
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = readMembership(connection, team, login);
    answers.set(key, answer);
    // A failure is not an answer: the next one asks again.
    answer.catch(() => answers.delete(key));
    return answer;
  };
}

async function readMembership(connection: Connection, team: string, login: string): Promise<boolean> {
  const [, org, slug] = TEAM.exec(team) ?? [];
  if (org === undefined || slug === undefined || !LOGIN.test(login)) return false;
  try {
    const { data } = await ask<{ state: string }>(
      connection,
      'GET /orgs/{org}/teams/{team_slug}/memberships/{username}',
      { org, team_slug: slug, username: login },
    );
    return data.state === 'active';
  } catch (error) {
    if (error instanceof GitHubError && error.kind === 'not-found') return false;
    throw error;
  }
}
