/** Differences of one reason. `right` is whom the page at `source` bears out; of `neither` it does not tell. */
interface Reason {
  readonly right: 'sandbox' | 'moto' | 'neither';
  readonly why: string;
  readonly source: string;
  /** The call's name, and `place: moto's | the sandbox's`. */
  readonly at: readonly (readonly [call: string, difference: string])[];
}

const IAM = 'https://docs.aws.amazon.com/IAM/latest/APIReference';
const STS = 'https://docs.aws.amazon.com/STS/latest/APIReference';
const GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide';

const TAKEN_AND_INVALID = 'outcome: 200 | 400 ValidationError';
const TAKEN_AND_MALFORMED = 'outcome: 200 | 400 MalformedPolicyDocumentException';

/** Every difference between moto and the sandbox. One that is not here fails, and so does one that is no more. */
export const KNOWN_DIFFERENCES: readonly Reason[] = [
  {
    right: 'sandbox',
    why: 'Names, paths, page sizes, durations and session names have the lengths, patterns and ranges of the model.',
    source: `${IAM}/API_Operations.html`,
    at: [
      ['GetUser by a bad name', 'outcome: 404 NoSuchEntityException | 400 ValidationError'],
      ['CreateUser by a bad name', TAKEN_AND_INVALID],
      ['CreateUser by a long name', TAKEN_AND_INVALID],
      ['CreateUser in a bad path', TAKEN_AND_INVALID],
      ['PutUserPolicy by a bad name', TAKEN_AND_INVALID],
      ['PutUserPolicy by a long name', TAKEN_AND_INVALID],
      ['PutUserPolicy empty', 'outcome: 400 MalformedPolicyDocumentException | 400 ValidationError'],
      ['CreateRole for too long sessions', TAKEN_AND_INVALID],
      ['ListUsers no items a page', TAKEN_AND_INVALID],
      ['ListUsers 1,001 items a page', TAKEN_AND_INVALID],
      ['GetAccountAuthorizationDetails no items a page', TAKEN_AND_INVALID],
      ['AssumeRole under a bad name', TAKEN_AND_INVALID],
      ['AssumeRole for too short', TAKEN_AND_INVALID],
    ],
  },
  {
    right: 'sandbox',
    why: 'Names are not distinguished by case.',
    source: `${IAM}/API_CreateUser.html`,
    at: [
      ['CreateUser again, in capitals', 'outcome: 200 | 409 EntityAlreadyExistsException'],
      ['CreateRole again, in capitals', 'outcome: 200 | 409 EntityAlreadyExistsException'],
    ],
  },
  {
    right: 'sandbox',
    why: 'No more than MaxItems come at once, and a Marker says that there is more. moto answers all at once.',
    source: `${IAM}/API_GetAccountAuthorizationDetails.html`,
    at: [
      ['ListUsers one a page', 'IsTruncated: false | true'],
      ['ListUsers one a page', 'Marker: nothing | string'],
      ['ListUserPolicies one a page', 'IsTruncated: false | true'],
      ['ListUserPolicies one a page', 'Marker: nothing | string'],
      ['GetAccountAuthorizationDetails one a page', 'IsTruncated: false | true'],
      ['GetAccountAuthorizationDetails one a page', 'Marker: nothing | string'],
    ],
  },
  {
    right: 'sandbox',
    why: "A marker's value is that of the answer before, and no other.",
    source: `${IAM}/API_ListUsers.html`,
    at: [
      ['ListUsers from a bad marker', TAKEN_AND_INVALID],
      ['GetAccountAuthorizationDetails from a bad marker', TAKEN_AND_INVALID],
    ],
  },
  {
    right: 'sandbox',
    why: 'An identity policy has no principal.',
    source: `${GUIDE}/reference_policies_elements_principal.html`,
    at: [['PutUserPolicy with a principal', TAKEN_AND_MALFORMED]],
  },
  {
    right: 'sandbox',
    why: 'A Sid holds letters and digits only.',
    source: `${GUIDE}/reference_policies_elements_sid.html`,
    at: [['PutUserPolicy with a bad Sid', TAKEN_AND_MALFORMED]],
  },
  {
    right: 'sandbox',
    why: 'Inline policies have 2,048 characters together on a user and 10,240 on a role, and a trust policy has 2,048. moto has no such quota.',
    source: `${GUIDE}/reference_iam-quotas.html`,
    at: [
      ['PutUserPolicy over the quota', 'outcome: 200 | 409 LimitExceededException'],
      ['PutRolePolicy over the quota', 'outcome: 200 | 409 LimitExceededException'],
      ['CreateRole whose trust is over the quota', 'outcome: 200 | 409 LimitExceededException'],
    ],
  },
  {
    right: 'sandbox',
    why: 'CreateRole refuses a malformed trust policy. moto reads it when it is updated and not when it is made.',
    source: `${IAM}/API_CreateRole.html`,
    at: [
      ['CreateRole whose trust is no JSON', TAKEN_AND_MALFORMED],
      ['CreateRole whose trust has a resource', TAKEN_AND_MALFORMED],
      ['CreateRole whose trust has no principal', TAKEN_AND_MALFORMED],
      ['CreateRole whose trust has an action of another service', TAKEN_AND_MALFORMED],
    ],
  },
  {
    right: 'moto',
    why: 'GetRole tells when the role was last used. The sandbox does not keep it, and nothing here asks.',
    source: `${IAM}/API_RoleLastUsed.html`,
    at: [['GetRole', 'Role.RoleLastUsed: structure | nothing']],
  },
  {
    right: 'sandbox',
    why: 'Only GetRole and GetAccountAuthorizationDetails tell when a role was last used.',
    source: `${IAM}/API_RoleLastUsed.html`,
    at: [
      ['CreateRole', 'Role.RoleLastUsed: structure | nothing'],
      ['CreateRole with a description', 'Role.RoleLastUsed: structure | nothing'],
    ],
  },
  {
    right: 'sandbox',
    why: 'Policies in answers are URL-encoded compliant with RFC 3986, in lists too.',
    source: `${IAM}/API_ListRoles.html`,
    at: [
      ['ListRoles', 'Roles[].AssumeRolePolicyDocument: string | encoded document'],
      ['ListRoles one a page', 'Roles[].AssumeRolePolicyDocument: string | encoded document'],
      ['GetAccountAuthorizationDetails', 'RoleDetailList[].AssumeRolePolicyDocument: string | encoded document'],
      [
        'GetAccountAuthorizationDetails of users and roles',
        'RoleDetailList[].AssumeRolePolicyDocument: string | encoded document',
      ],
      [
        'GetAccountAuthorizationDetails one a page',
        'RoleDetailList[].AssumeRolePolicyDocument: string | encoded document',
      ],
    ],
  },
  {
    right: 'sandbox',
    why: 'Keys that nobody was given are refused. moto checks no signature unless told to.',
    source: `${IAM}/CommonErrors.html`,
    at: [['GetCallerIdentity by unknown keys', 'outcome: 200 | 403 InvalidClientTokenId']],
  },
  {
    right: 'sandbox',
    why: 'A session is of a role that is there and trusts who asks, for no longer than the role allows. moto gives it to all.',
    source: `${STS}/API_AssumeRole.html`,
    at: [
      ['AssumeRole that is not there', 'outcome: 200 | 403 AccessDenied'],
      ['AssumeRole that is no role', TAKEN_AND_INVALID],
      ['AssumeRole for longer than the role allows', TAKEN_AND_INVALID],
    ],
  },
  {
    right: 'neither',
    why: 'The size of session policies and tags, in percent. Neither were sent; the page does not tell whether 0 or nothing comes.',
    source: `${STS}/API_AssumeRole.html`,
    at: [
      ['AssumeRole', 'PackedPolicySize: number | nothing'],
      ['AssumeRoleWithWebIdentity', 'PackedPolicySize: number | nothing'],
    ],
  },
  {
    right: 'sandbox',
    why: 'The answer tells whose the token is, whom it is for and who issued it; one that is none is refused.',
    source: `${STS}/API_AssumeRoleWithWebIdentity.html`,
    at: [
      ['AssumeRoleWithWebIdentity', 'Audience: nothing | string'],
      ['AssumeRoleWithWebIdentity', 'Provider: nothing | arn'],
      ['AssumeRoleWithWebIdentity', 'SubjectFromWebIdentityToken: nothing | string'],
      ['AssumeRoleWithWebIdentity of a bad token', 'outcome: 200 | 400 InvalidIdentityTokenException'],
    ],
  },
  {
    right: 'sandbox',
    why: 'moto does not have the action.',
    source: `${IAM}/API_SimulatePrincipalPolicy.html`,
    at: [['SimulatePrincipalPolicy', 'outcome: 500 Error | 200']],
  },
];
