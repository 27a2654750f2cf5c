import { setTimeout as wait } from 'node:timers/promises';
import * as core from '@actions/core';

/**
 * GitHub's OIDC token for an audience; null where the job has no `id-token: write`, and then the credentials of the
 * environment are used.
 * https://docs.github.com/en/actions/reference/security/oidc
 */
export function readIdentityToken(): ((audience: string) => Promise<string>) | null {
  return process.env['ACTIONS_ID_TOKEN_REQUEST_URL'] ? (audience) => core.getIDToken(audience) : null;
}

export async function pause(milliseconds: number): Promise<void> {
  await wait(milliseconds);
}
