import { describe, expect, test } from '@jest/globals';
import type { Account, PullRequestFacts } from '../../src/approval/facts.js';
import { mayCommand } from '../../src/approval/may-command.js';
import { BOB, CAROL, codeOwnersFile, factsOf, HOUR, LAPSE_BOT, person, policyOf } from './facts-builder.js';

const PATH = {
  kind: 'request',
  system: 'aws-sandbox',
  login: 'alice',
  name: 'billing',
  grant: 'aws-sandbox/alice/billing',
} as const;

/** bob asked for alice. */
function say(by: Account, facts: Partial<PullRequestFacts> = {}, policy = policyOf()) {
  return mayCommand(by, PATH, factsOf({ author: BOB, ...facts }), policy);
}

const NO_OWNER = { policyFiles: [codeOwnersFile('/access/aws-prod/ @acme/security\n')] };
const NOBODY = { may: false, teams: [] };

describe('who has no say', () => {
  test.each<[string, Account, Partial<PullRequestFacts>]>([
    ['somebody else', CAROL, {}],
    ['who has taken the beneficiary’s freed login', person('alice', 999), {}],
    ['who has taken the requester’s freed login', person('bob', 999), {}],
    ['the beneficiary’s account under another name than the folder’s', person('alice-two', 101), {}],
    ['the App that opened it', LAPSE_BOT, { author: LAPSE_BOT }],
    ['a bot with the requester’s id', { ...BOB, type: 'Bot' }, {}],
    ['the owner of another path', CAROL, { policyFiles: [codeOwnersFile('/access/ @bob\n/docs/ @carol\n')] }],
    ['an owner whom a later line takes it from', CAROL, { policyFiles: [codeOwnersFile('* @carol\n/access/\n')] }],
    [
      'who has taken an owner’s freed login',
      person('carol', 999),
      { policyFiles: [codeOwnersFile('/access/ @carol\n')] },
    ],
    ['an owner by e-mail', CAROL, { policyFiles: [codeOwnersFile('/access/ carol@acme.test\n')] }],
    ['anybody where there is no CODEOWNERS', CAROL, { policyFiles: [] }],
  ])('%s', (_name, by, facts) => {
    expect(say(by, { ...NO_OWNER, ...facts })).toEqual(NOBODY);
  });

  test('the beneficiary who is not in people.yaml any more', () => {
    expect(say(person('alice', 101), NO_OWNER, policyOf([], { people: new Map() }))).toEqual(NOBODY);
  });
});

describe('who has a say', () => {
  const commanded = { by: CAROL, grant: PATH.grant, length: HOUR };
  test.each<[string, Account, Partial<PullRequestFacts>, 'path' | 'pull-request']>([
    ['the beneficiary', person('Alice', 101), {}, 'path'],
    ['the beneficiary who asked', person('alice', 101), { author: person('alice', 101) }, 'path'],
    ['the requester, under whatever name', person('bob-two', 102), {}, 'pull-request'],
    ['who commanded it', CAROL, { author: LAPSE_BOT, commanded }, 'pull-request'],
    ['an owner by login', CAROL, { policyFiles: [codeOwnersFile('/access/ @acme/security @Carol\n')] }, 'path'],
    ['the requester who is an owner', BOB, { policyFiles: [codeOwnersFile('/access/ @bob\n')] }, 'path'],
  ])('%s', (_name, by, facts, through) => {
    expect(say(by, { ...NO_OWNER, ...facts })).toEqual({ may: true, through });
  });

  test('whoever is in an owning team, if they are', () => {
    const policyFiles = [codeOwnersFile('/access/ @Acme/Security @bob @acme/finance\n')];
    expect(say(CAROL, { policyFiles })).toEqual({ may: false, teams: ['@acme/security', '@acme/finance'] });
  });
});
