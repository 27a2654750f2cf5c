import type { Action, AnonymousAction } from './action.js';
import { assumeRoleActions } from './assume-role.js';
import { authorizationDetailsActions } from './authorization-details.js';
import { inlinePolicyActions } from './inline-policies.js';
import { roleActions } from './roles.js';
import { simulateActions } from './simulate.js';
import { userActions } from './users.js';
import { assumeRoleWithWebIdentity } from './web-identity.js';

/** One of the two services behind the address. `version` is what its requests must say in `Version`. */
export interface Service {
  readonly name: 'iam' | 'sts';
  readonly version: string;
  readonly namespace: string;
  readonly actions: ReadonlyMap<string, Action>;
  readonly anonymous: ReadonlyMap<string, AnonymousAction>;
}

const IAM: Service = {
  name: 'iam',
  version: '2010-05-08',
  namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
  actions: new Map<string, Action>([
    ...Object.entries(userActions),
    ...Object.entries(roleActions),
    ...Object.entries(inlinePolicyActions),
    ...Object.entries(authorizationDetailsActions),
    ...Object.entries(simulateActions),
  ]),
  anonymous: new Map(),
};

const STS: Service = {
  name: 'sts',
  version: '2011-06-15',
  namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  actions: new Map<string, Action>(Object.entries(assumeRoleActions)),
  anonymous: new Map([['AssumeRoleWithWebIdentity', assumeRoleWithWebIdentity]]),
};

/** The service of a version; undefined for one that there is not. */
export function serviceOf(version: string | undefined): Service | undefined {
  return [IAM, STS].find((service) => service.version === version);
}
