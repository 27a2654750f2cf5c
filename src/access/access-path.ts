import { CODEOWNERS_PATHS } from './codeowners-paths.js';

/** What a path of the repository means to Lapse (design §3). */
export type AccessPath =
  | RequestPath
  | { readonly kind: 'roles'; readonly system: string }
  | { readonly kind: 'people' }
  | { readonly kind: 'config' }
  | { readonly kind: 'codeowners' }
  /** `.github/**` and `action/**`: what runs, and so a policy file. */
  | { readonly kind: 'automation' }
  /** Below `access/` (in any case), but nothing that Lapse knows: an error, never ignored. */
  | { readonly kind: 'unknown'; readonly rule: string; readonly reason: string; readonly cure: string }
  /** Nothing of ours. `README.md` and `.gitkeep` below `access/` are this too. */
  | { readonly kind: 'other' };

export interface RequestPath {
  readonly kind: 'request';
  readonly system: string;
  /** The beneficiary's GitHub login, lower-case. */
  readonly login: string;
  /** The file's name without `.yaml`. */
  readonly name: string;
  /** `<system>/<login>/<name>`: the request's name, and its grant's. */
  readonly grant: string;
}

/** Systems, roles and requests. Only letters that keep apart in every provider's names, so no two can collide there. */
const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

/**
 * GitHub's logins: letters, digits and single hyphens within, at most 39; managed users end in `_` and the short code.
 * https://docs.github.com/en/enterprise-cloud@latest/admin/managing-iam/iam-configuration-reference/username-considerations-for-external-authentication
 */
const LOGIN = /^(?=.{1,39}$)[a-z0-9]+(?:-[a-z0-9]+)*(?:_[a-z0-9]+)?$/;

const SHAPE = 'Requests are access/<system>/<login>/<name>.yaml, roles access/<system>/roles.yaml.';

/** Says what a path in the repository is. The path is hostile; this never throws. */
export function readAccessPath(path: string): AccessPath {
  if (CODEOWNERS_PATHS.includes(path)) return { kind: 'codeowners' };
  if (/^(?:\.github|action)(?:\/|$)/.test(path)) return { kind: 'automation' };
  if (!isBelowAccess(path)) return { kind: 'other' };

  if (path.includes('\\')) return unknown('odd-character', 'The path holds a backslash.', 'Use / between folders.');
  if (!/^[A-Za-z0-9._/-]*$/.test(path)) {
    return unknown(
      'odd-character',
      'The path holds a character other than letters a to z, digits and hyphens.',
      'Rename it with lower-case letters, digits and hyphens only.',
    );
  }
  const segments = path.split('/');
  const [top = '', ...below] = segments;
  const file = below.at(-1) ?? '';
  if (top === 'access' && (file === 'README.md' || file === '.gitkeep')) return { kind: 'other' };
  if (/[A-Z]/.test(path)) {
    return unknown('upper-case', 'The path holds upper-case letters.', `Rename it to ${path.toLowerCase()}.`);
  }
  if (below.length === 0) return unknown('unknown-path', 'access is a file; it has to be a folder.', SHAPE);
  if (path === 'access/config.yaml') return { kind: 'config' };
  if (path === 'access/people.yaml') return { kind: 'people' };
  if (!file.endsWith('.yaml')) {
    return unknown(
      'unknown-path',
      'The file does not end in .yaml, so Lapse would not read it.',
      cureOfExtension(path),
    );
  }
  const [system = '', login = ''] = below;
  if (below.length === 2 && file === 'roles.yaml') return readSystem(system) ?? { kind: 'roles', system };
  if (below.length !== 3) return unknown('unknown-path', 'Nothing of Lapse stands at this level.', SHAPE);
  return readSystem(system) ?? readLogin(login) ?? readRequestName(system, login, file.slice(0, -'.yaml'.length));
}

/** True for what decides who may get what (design §1), each change of which needs its owners' quorum. */
export function isPolicyPath(path: string): boolean {
  switch (readAccessPath(path).kind) {
    case 'roles':
    case 'people':
    case 'config':
    case 'codeowners':
    case 'automation':
      return true;
    default:
      return false;
  }
}

/** `Access/`, `ACCESS\` and look-alikes with wide letters too: on some file systems they are the same folder. */
function isBelowAccess(path: string): boolean {
  const [first = ''] = path.split(/[/\\]/, 1);
  return first.normalize('NFKC').toLowerCase() === 'access';
}

function readSystem(system: string): AccessPath | null {
  if (NAME.test(system)) return null;
  return unknown('bad-name', `The folder ${system} is no name of a system.`, NAME_CURE);
}

function readLogin(login: string): AccessPath | null {
  if (LOGIN.test(login)) return null;
  return unknown('bad-login', `The folder ${login} is no GitHub login.`, "Use the beneficiary's login in lower case.");
}

function readRequestName(system: string, login: string, name: string): AccessPath {
  if (!NAME.test(name)) return unknown('bad-name', `${name} is no name of a request.`, NAME_CURE);
  return { kind: 'request', system, login, name, grant: `${system}/${login}/${name}` };
}

const NAME_CURE = 'Use lower-case letters, digits and hyphens, at most 63, and begin with a letter or digit.';

function cureOfExtension(path: string): string {
  return path.endsWith('.yml') ? `Rename it to ${path.slice(0, -'.yml'.length)}.yaml.` : `Remove it. ${SHAPE}`;
}

function unknown(rule: string, reason: string, cure: string): AccessPath {
  return { kind: 'unknown', rule, reason, cure };
}
