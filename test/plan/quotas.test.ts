import { expect, test } from '@jest/globals';
import { desiredEntitlements } from '../../src/plan/desired.js';
import { checkQuotas } from '../../src/plan/quotas.js';
import { groupByTarget } from '../../src/plan/targets.js';
import { aGrant, aPerson, aPolicy, aSystem, REPOSITORY_ID, RULES } from './plan-builder.js';

function faultsOf(count: number, accounts: readonly string[]): readonly string[] {
  const systems = accounts.map((account, n) => aSystem(`aws-${n}`, account));
  const policy = aPolicy({ systems });
  const grants = Array.from({ length: count }, (_, n) => aGrant(`aws-${n % accounts.length}/alice/n${n}`));
  const { entitlements } = desiredEntitlements({ grants, policy, rules: RULES, repositoryId: REPOSITORY_ID });
  return checkQuotas(entitlements, groupByTarget(policy.config, RULES)).map(({ message }) => message);
}

test('the grants of one user in one account are too many together, with the figures', () => {
  expect(faultsOf(9, ['111122223333'])).toEqual(['alice.smith would hold 2,223 of 2,048 characters of inline policy.']);
});

test('systems of one account count together, and accounts by themselves', () => {
  expect(faultsOf(9, ['111122223333', '111122223333'])).toHaveLength(1);
  expect(faultsOf(9, ['111122223333', '999999999999'])).toEqual([]);
  expect(faultsOf(8, ['111122223333'])).toEqual([]);
});

test('the cuts of many people on one role are too many together, for all of them', () => {
  const people = Array.from({ length: 40 }, (_, n) => aPerson(`alice${n}`));
  const policy = aPolicy({ people });
  const grants = people.map(({ login }) => aGrant(`aws-sandbox/${login}/deploy`, { role: 'deploy' }));
  const quotaFaults = (count: number) => {
    const input = { grants: grants.slice(0, count), policy, rules: RULES, repositoryId: REPOSITORY_ID };
    return checkQuotas(desiredEntitlements(input).entitlements, groupByTarget(policy.config, RULES));
  };
  expect(quotaFaults(20)).toEqual([]);
  const [fault] = quotaFaults(40);
  expect(fault?.message).toMatch(/^Deploy would hold [\d,]+ of 10,240 characters of inline policy\.$/);
  expect(fault?.grants).toHaveLength(40);
});
