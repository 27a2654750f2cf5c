import { ACCOUNT } from './moto.js';

/** A policy text that is refused, and why, as it is told after the action's name. */
interface Malformed {
  readonly name: string;
  readonly text: string;
}

const STATEMENT = { Effect: 'Allow', Action: 'ce:Get*', Resource: '*' };
const TRUSTING = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' };
const VERSION = '2012-10-17';

/** An identity policy of one statement, with the given elements put over it. */
export function document(statement: object = {}): string {
  return JSON.stringify({ Version: VERSION, Statement: [{ ...STATEMENT, ...statement }] });
}

function trust(statement: object = {}): string {
  return JSON.stringify({ Version: VERSION, Statement: [{ ...TRUSTING, ...statement }] });
}

/** Trusts the account itself. The token's issuer is trusted too, so that one role serves both ways to assume it. */
export const TRUST = JSON.stringify({
  Version: VERSION,
  Statement: [
    TRUSTING,
    {
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' } },
    },
  ],
});

/** Well formed, and over the 2,048 characters of a user's inline policies. */
export const LONG_DOCUMENT = document({ Resource: `arn:aws:s3:::${'b'.repeat(2_048)}` });

/** Well formed, and over the 10,240 characters of a role's inline policies. */
export const LONG_ROLE_DOCUMENT = document({ Resource: `arn:aws:s3:::${'b'.repeat(10_240)}` });

/** What ends alice's sessions of a role. */
export const CUT = document({
  Effect: 'Deny',
  Action: '*',
  Condition: {
    StringLike: { 'aws:userid': '*:alice.smith' },
    DateGreaterThanEquals: { 'aws:CurrentTime': '2026-11-20T12:00:00Z' },
    DateLessThan: { 'aws:TokenIssueTime': '2026-11-20T12:00:00Z' },
  },
});

export const MALFORMED: readonly Malformed[] = [
  { name: 'that is no JSON', text: '{"Version":' },
  { name: 'that is a list', text: '[]' },
  { name: 'without a statement', text: JSON.stringify({ Version: VERSION }) },
  { name: 'with no statements', text: JSON.stringify({ Version: VERSION, Statement: [] }) },
  { name: 'of an unknown version', text: JSON.stringify({ Version: '2026-01-01', Statement: [STATEMENT] }) },
  { name: 'with an unknown element', text: document({ Until: '2026-11-22' }) },
  { name: 'without an effect', text: document({ Effect: undefined }) },
  { name: 'with an unknown effect', text: document({ Effect: 'Perhaps' }) },
  { name: 'without an action', text: document({ Action: undefined }) },
  { name: 'with an action of no service', text: document({ Action: 'Get' }) },
  { name: 'with an action and its opposite', text: document({ NotAction: 'ce:List*' }) },
  { name: 'without a resource', text: document({ Resource: undefined }) },
  { name: 'with a resource that is no ARN', text: document({ Resource: 'bucket' }) },
  { name: 'with a principal', text: document({ Principal: { AWS: '*' } }) },
  { name: 'with an unknown operator', text: document({ Condition: { Before: { 'aws:CurrentTime': '2026' } } }) },
  {
    name: 'with a date that is none',
    text: document({ Condition: { DateLessThan: { 'aws:CurrentTime': 'tomorrow' } } }),
  },
  { name: 'with a bad Sid', text: document({ Sid: 'a b' }) },
  {
    name: 'with a Sid twice',
    text: JSON.stringify({
      Version: VERSION,
      Statement: [
        { ...STATEMENT, Sid: 'one' },
        { ...STATEMENT, Sid: 'one' },
      ],
    }),
  },
];

export const MALFORMED_TRUST: readonly Malformed[] = [
  { name: 'whose trust is no JSON', text: '{"Version":' },
  { name: 'whose trust has a resource', text: trust({ Resource: '*' }) },
  { name: 'whose trust has no principal', text: trust({ Principal: undefined }) },
  { name: 'whose trust has an action of another service', text: trust({ Action: 'ce:Get*' }) },
  { name: 'whose trust is over the quota', text: trust({ Sid: 'a'.repeat(2_048) }) },
];
