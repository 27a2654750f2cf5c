import type { Account, World } from '../state.js';

/** GraphQL's interface Actor. A bot's login comes without the `[bot]` that REST gives it; whose account was deleted is null. */
export function actorOf(world: World, account: Account) {
  if (account.isDeleted) return null;
  const login = account.type === 'Bot' ? account.login.replace(/\[bot\]$/, '') : account.login;
  return {
    __typename: account.type,
    id: account.nodeId,
    databaseId: account.id,
    fullDatabaseId: String(account.id),
    login,
    name: null,
    url: `${world.url}/${account.type === 'Bot' ? `apps/${login}` : login}`,
    resourcePath: `/${login}`,
    avatarUrl: `${world.url}/avatars/u/${account.id}`,
  };
}

/** GraphQL's User, as which it also gives the bots behind commits (with their full login). */
export function userOf(world: World, account: Account) {
  return { ...actorOf(world, account), __typename: 'User', login: account.login };
}
