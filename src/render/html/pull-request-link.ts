import { showInvisible } from '../show-invisible.js';
import type { PageLink } from './page-data.js';

/**
 * The form of a pull request's address at GitHub. The host may be that of a company's own GitHub, so it is not held to one
 * name; the reader sees all of it. No user, no port, no query and nothing that is not ASCII, so that it leads where it seems to.
 */
const PULL_REQUEST = /^https:\/\/[a-z0-9]+(?:[.-][a-z0-9]+)*\/[\w.-]+\/[\w.-]+\/pull\/[1-9]\d*$/;

/** An address out of a record: a link where it is a pull request's, and text otherwise. */
export function linkPullRequest(address: string): PageLink {
  const text = showInvisible(address);
  return { text, address: PULL_REQUEST.test(address) ? address : null };
}
