import { describe, expect, test } from '@jest/globals';
import { validatePolicy } from '../../../../sandbox/aws/policy/validate-policy.js';
import { policy } from '../running-aws.js';

const SYNTAX = 'Syntax errors in policy.';

function whole(document: unknown): string {
  return JSON.stringify(document);
}

describe('an identity policy is malformed', () => {
  test.each<[string, string, string]>([
    ['is not JSON', '{', SYNTAX],
    ['is a list', '[]', SYNTAX],
    ['has no statement', whole({ Version: '2012-10-17' }), SYNTAX],
    ['has an empty list of statements', whole({ Version: '2012-10-17', Statement: [] }), SYNTAX],
    ['has a statement of text', whole({ Version: '2012-10-17', Statement: ['x'] }), SYNTAX],
    ['has an unknown element', whole({ Version: '2012-10-17', Statement: [], Owner: 'x' }), SYNTAX],
    ['has an unknown version', whole({ Version: '2026-01-01', Statement: [] }), SYNTAX],
    ['has no version', whole({ Statement: [] }), 'Policy document must be version 2012-10-17 or greater.'],
    ['has an unknown element in a statement', policy({ Until: 'x' }), SYNTAX],
    ['has no effect', policy({ Effect: undefined }), SYNTAX],
    ['has an effect in lower case', policy({ Effect: 'allow' }), SYNTAX],
    ['has no action', policy({ Action: undefined }), 'Policy statement must contain actions.'],
    ['has an empty list of actions', policy({ Action: [] }), 'Policy statement must contain actions.'],
    ['has an action and its opposite', policy({ NotAction: 'ce:*' }), SYNTAX],
    ['has a number for an action', policy({ Action: [1] }), SYNTAX],
    [
      'has an action without a service',
      policy({ Action: 'GetCost' }),
      'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
    ],
    ['has an action with a space', policy({ Action: 'ce:Get Cost' }), SYNTAX],
    ['has no resource', policy({ Resource: undefined }), 'Policy statement must contain resources.'],
    [
      'has a resource that is no ARN',
      policy({ Resource: 'invoices' }),
      'Resource invoices must be in ARN format or "*".',
    ],
    ['has a principal', policy({ Principal: '*' }), 'Policy document should not specify a principal.'],
    ['has a condition of text', policy({ Condition: 'x' }), SYNTAX],
    ['has an unknown operator', policy({ Condition: { Before: {} } }), SYNTAX],
    ['has an inherited operator', policy({ Condition: { constructor: {} } }), SYNTAX],
    ['has a condition value that is no text', policy({ Condition: { Bool: { 'aws:x': [null] } } }), SYNTAX],
    [
      'has no date for a date',
      policy({ Condition: { DateLessThan: { 'aws:CurrentTime': 'tomorrow' } } }),
      'The policy failed legacy parsing',
    ],
    [
      'has a day that there is not',
      policy({ Condition: { DateLessThan: { 'aws:CurrentTime': '2026-02-31T00:00:00Z' } } }),
      'The policy failed legacy parsing',
    ],
    [
      'has an operator that is not evaluated here',
      policy({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }),
      'The sandbox does not evaluate the condition operator IpAddress',
    ],
    [
      'has a hyphen in a Sid',
      policy({ Sid: 'a-b' }),
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    ],
    [
      'has a Sid twice',
      whole({ Version: '2012-10-17', Statement: ['a', 'b'].map(() => JSON.parse(policy({ Sid: 'x' })).Statement[0]) }),
      'Statement IDs (SID) in a single policy must be unique.',
    ],
  ])('that %s', (_, text, message) => {
    expect(() => validatePolicy(text, 'identity')).toThrow(
      expect.objectContaining({ code: 'MalformedPolicyDocument', status: 400, message }),
    );
  });
});

describe('an identity policy is well formed', () => {
  test.each<[string, string]>([
    [
      'with one statement outside a list',
      whole({ Version: '2012-10-17', Statement: JSON.parse(policy()).Statement[0] }),
    ],
    ['with opposites alone', policy({ Action: undefined, NotAction: 'iam:*', Resource: undefined, NotResource: '*' })],
    [
      'with a window',
      policy({ Sid: 'a1', Condition: { DateLessThan: { 'aws:CurrentTime': '2026-11-22T14:00:00Z' } } }),
    ],
    ['with lists', policy({ Action: ['ce:Get*', 'ce:List?'], Resource: ['arn:aws:s3:::a', 'arn:aws:s3:::a/*'] })],
    ['with a boolean without quotes', policy({ Condition: { Bool: { 'aws:SecureTransport': true } } })],
    ['with qualifiers', policy({ Condition: { 'ForAnyValue:StringLikeIfExists': { 'aws:TagKeys': ['a*'] } } })],
  ])('%s', (_, text) => {
    expect(() => validatePolicy(text, 'identity')).not.toThrow();
  });
});
