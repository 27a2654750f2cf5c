import type { Provider } from '../provider.js';
import { checkAllow, checkTarget } from './check-allow.js';
import { checkQuotas, measureQuotas } from './check-quotas.js';
import { compareAllow } from './compare-allow.js';
import { readCut, writeCut } from './cut.js';
import { entitlementsOf, FORM } from './entitlements.js';
import { findEscalations } from './find-escalations.js';
import { policyNameOf, readId } from './mark.js';
import { openIam } from './open-clients.js';
import { openSession } from './open-session.js';
import { type AwsTarget, allowSchema, nameSchema, PROVIDER, targetSchema } from './terms.js';

/** IAM users of AWS accounts, by inline policies that carry their own end (design §6). */
export const awsIam: Provider = {
  name: PROVIDER,
  targetSchema,
  allowSchema,
  nameSchema,
  checkTarget,
  checkAllow,
  findEscalations,
  form: FORM,
  entitlements: entitlementsOf,
  compareAllow,
  checkQuotas,
  isCut: (id) => readId(id).kind === 'role',
  writeCut,
  readCut,
  measureQuotas,
  grantMark: policyNameOf,
  markOf: (id) => readId(id).policy,
  targetKey: (target) => (target as AwsTarget).account,
  async connect(system, options) {
    // It has passed the schema.
    const target = system.target as AwsTarget;
    return openSession(await openIam(target, options), target.account, options);
  },
};
