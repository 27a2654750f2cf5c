import { expect } from '@jest/globals';
import type { Role } from '../../src/access/policy.js';
import { type ApprovalInput, decideApproval } from '../../src/approval/decide-approval.js';
import type { Decision, FileDecision } from '../../src/approval/decision.js';
import type { PullRequestFacts } from '../../src/approval/facts.js';
import { factsOf, NOW, policyOf, roleOf, SECURITY } from './facts-builder.js';

/** Decides about alice's request, unless said otherwise; bob and carol are in the team that owns it. */
export function decide(facts: Partial<PullRequestFacts> = {}, rest: Partial<ApprovalInput> = {}): Decision {
  return decideApproval({ facts: factsOf(facts), policy: policyOf(), now: NOW, memberships: SECURITY, ...rest });
}

/** The same, with a role that differs. */
export function decideRole(role: Partial<Role>, facts: Partial<PullRequestFacts>, memberships = SECURITY): Decision {
  return decide(facts, { policy: policyOf([roleOf(role)]), memberships });
}

/** The decision's only file. */
export function only(decision: Decision): FileDecision {
  const [file, ...others] = decision.files;
  expect(others).toEqual([]);
  if (file === undefined) throw new Error('the decision has no file');
  return file;
}
