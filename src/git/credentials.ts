/** A token for one server, as the Actions get it; a checkout without credentials of its own needs it to fetch. */
export interface Credentials {
  readonly token: string;
  /** Such as `https://github.com`: the token goes to no other server. */
  readonly serverUrl: string;
}

/**
 * The token as a git setting, in variables: neither the list of processes nor the clone's configuration shows it
 * (https://git-scm.com/docs/git-config#Documentation/git-config.txt-GITCONFIGCOUNT).
 *
 * An empty value first: it empties the list, so that a checkout that kept its own header does not send two, which
 * GitHub refuses (https://git-scm.com/docs/git-config#Documentation/git-config.txt-httpextraHeader).
 *
 * @param ambient settings that are there already keep their places.
 */
export function credentialVariables(credentials: Credentials, ambient: NodeJS.ProcessEnv): Record<string, string> {
  const taken = Number(ambient.GIT_CONFIG_COUNT ?? 0);
  const place = Number.isSafeInteger(taken) && taken > 0 ? taken : 0;
  const basic = Buffer.from(`x-access-token:${credentials.token}`).toString('base64');
  const key = `http.${credentials.serverUrl.replace(/\/$/, '')}/.extraHeader`;
  return {
    GIT_CONFIG_COUNT: String(place + 2),
    [`GIT_CONFIG_KEY_${place}`]: key,
    [`GIT_CONFIG_VALUE_${place}`]: '',
    [`GIT_CONFIG_KEY_${place + 1}`]: key,
    [`GIT_CONFIG_VALUE_${place + 1}`]: `Authorization: Basic ${basic}`,
  };
}
