import type { Account, World } from './state.js';

/** https://docs.github.com/en/account-and-profile/concepts/account-management#username-changes */
export function renameAccount(world: World, account: Account, login: string): void {
  if (world.accounts.has(login.toLowerCase())) throw new Error(`the sandbox has an account ${login} already`);
  replaceLogin(world, account.login, login);
  world.accounts.delete(account.login.toLowerCase());
  account.login = login;
  world.accounts.set(login.toLowerCase(), account);
}

/**
 * What it wrote stays: REST gives it to https://github.com/ghost, GraphQL to nobody.
 * https://docs.github.com/en/account-and-profile/reference/personal-account-reference#effects-of-deleting-your-personal-account
 */
export function deleteAccount(world: World, account: Account): void {
  replaceLogin(world, account.login, null);
  world.accounts.delete(account.login.toLowerCase());
  for (const [token, actor] of world.tokens) if (actor.account === account) world.tokens.delete(token);
  Object.assign(account, { login: 'ghost', id: 10137, isDeleted: true });
}

/** Teams and repositories go by accounts, which the sandbox writes down as logins. */
function replaceLogin(world: World, login: string, successor: string | null): void {
  const isSame = (other: string) => other.toLowerCase() === login.toLowerCase();
  world.teams.forEach((team, index) => {
    if (!team.members.some(isSame)) return;
    const members = team.members.flatMap((one) => (isSame(one) ? (successor ?? []) : [one]));
    world.teams[index] = { ...team, members };
  });
  for (const { collaborators } of world.repositories.values()) {
    const level = collaborators.get(login.toLowerCase());
    collaborators.delete(login.toLowerCase());
    if (level !== undefined && successor !== null) collaborators.set(successor.toLowerCase(), level);
  }
}
