import { readPolicy } from '../../src/access/read-policy.js';
import { CONFIG, PEOPLE, PROVIDERS, source } from './fixtures.js';

const role = (name: string, more: string) =>
  `  ${name}: { description: d, allow: { action: a }, max_duration: 2d${more} }\n`;

export const SEPARATED_ROLES = source(
  'access/sandbox/roles.yaml',
  `roles:\n${[
    role('pay', ', conflicts: [approve, prod/root]'),
    role('approve', ''),
    role('once', ', max_concurrent: 1'),
    role('twice', ', max_concurrent: 2'),
    role('free', ''),
  ].join('')}`,
);
const PROD_ROLES = source('access/prod/roles.yaml', `roles:\n${role('root', '')}`);

/** `pay` excludes `approve` and the `root` of `prod`; neither of the two names it. */
export const SEPARATED = readPolicy([CONFIG, PEOPLE, SEPARATED_ROLES, PROD_ROLES], PROVIDERS);

/** The same without any separation. */
export const TOGETHER = readPolicy(
  [
    CONFIG,
    PEOPLE,
    source(
      SEPARATED_ROLES.path,
      `roles:\n${['pay', 'approve', 'once', 'twice', 'free'].map((name) => role(name, '')).join('')}`,
    ),
    PROD_ROLES,
  ],
  PROVIDERS,
);

/** A request as text; `end` is the line that says the end. */
export function ask(name: string, end = 'duration: 2h', more = ''): string {
  return `role: ${name}\n${end}\nreason: b\n${more}`;
}

/** A file of alice's, in `sandbox` unless it says otherwise. */
export function pathOf(name: string, system = 'sandbox', login = 'alice'): string {
  return `access/${system}/${login}/${name}.yaml`;
}
