import { readAccessPath } from './access-path.js';
import type { Command } from './command.js';
import { parseDuration } from './duration.js';

/** A longer first line is no command of ours: nothing hostile is taken apart beyond it. */
const LONGEST_LINE = 400;

const FORMS = 'Write "/lapse revoke" or "/lapse extend 2h" as the first line; the name of a grant may follow.';

/**
 * Reads the command in a comment, or gives null where there is none. Only the first line counts, and only where it begins
 * with the word: what is quoted, in a code block or said by the way commands nothing. Capital letters do not matter: the
 * keyboards of phones put them there, and no name of ours has any. Four spaces make a code block:
 * https://spec.commonmark.org/0.31.2/#indented-code-blocks
 */
export function readCommand(body: string): Command | null {
  const end = body.indexOf('\n');
  const line = (end === -1 ? body : body.slice(0, end)).slice(0, LONGEST_LINE + 1).toLowerCase();
  if (!/^ {0,3}\/lapse(?![^ \t\r])/.test(line)) return null;
  if (line.length > LONGEST_LINE) return unknown('The line is too long.');
  const [, verb, ...given] = line.split(/[ \t\r]/).filter((word) => word !== '');
  switch (verb) {
    case undefined:
      return unknown('The command is missing.');
    case 'revoke':
      return readRevoke(given);
    case 'extend':
      return readExtend(given);
    default:
      return unknown('There is no such command.');
  }
}

function readRevoke([name, ...rest]: readonly string[]): Command {
  if (rest.length > 0) return unknown('There is more than one name after revoke.');
  if (name === undefined) return { kind: 'revoke', grant: null };
  return isGrant(name) ? { kind: 'revoke', grant: name } : unknownGrant();
}

function readExtend([text, name, ...rest]: readonly string[]): Command {
  const length = text === undefined ? null : parseDuration(text);
  if (length === null) {
    const cure = 'Write for example "/lapse extend 2h", or 30m, 4h, 1d12h; at most 366 days.';
    return unknown('After extend there has to be a length of time.', cure);
  }
  if (rest.length > 0) return unknown('There is too much after the length of time.');
  if (name === undefined) return { kind: 'extend', grant: null, length };
  return isGrant(name) ? { kind: 'extend', grant: name, length } : unknownGrant();
}

function isGrant(name: string): boolean {
  const path = readAccessPath(`access/${name}.yaml`);
  return path.kind === 'request' && path.grant === name;
}

function unknownGrant(): Command {
  const cure = "Write <system>/<login>/<name>, as the request's path below access/ without .yaml.";
  return unknown('What follows is no name of a grant.', cure);
}

/** Nothing of what was written is said again: it is anybody's text. */
function unknown(message: string, cure = FORMS): Command {
  return { kind: 'unknown', message, cure };
}
