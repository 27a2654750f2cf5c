import type { Outcome } from './second-github-probe.js';

/** Where npm `emulate` and our sandbox answer the same request differently, and what GitHub's documentation says. */
export interface Difference {
  /** The probe's name. */
  readonly name: string;
  /** The fields that differ. */
  readonly emulate: Outcome;
  readonly sandbox: Outcome;
  /** Whose answer the documentation bears out; `unsaid` where it is silent. */
  readonly right: 'sandbox' | 'emulate' | 'unsaid';
  readonly source: string;
  readonly words: string;
}

const REST = 'https://docs.github.com/en/rest';
const WEBHOOKS = 'https://docs.github.com/en/webhooks/webhook-events-and-payloads';

export const DIFFERENCES: readonly Difference[] = [
  {
    name: 'reading with a token that nobody gave out',
    emulate: { status: 200 },
    sandbox: { status: 401 },
    right: 'sandbox',
    source: `${REST}/authentication/authenticating-to-the-rest-api#failed-login-limit`,
    words: 'emulate takes an unknown token for its first user; invalid credentials are 401',
  },
  {
    name: 'moving a branch that is not there',
    emulate: { status: 404 },
    sandbox: { status: 422 },
    right: 'sandbox',
    source: `${REST}/git/refs#update-a-reference`,
    words: 'the page lists 200, 409 and 422, and no 404',
  },
  {
    name: 'the counts of a pull request',
    emulate: { changed_files: 0, commits: 2 },
    sandbox: { changed_files: 1, commits: 1 },
    right: 'sandbox',
    source: `${REST}/pulls/pulls#get-a-pull-request`,
    words: 'emulate compares no trees, and counts the commit that the branch starts from',
  },
  {
    name: 'the files of a pull request',
    emulate: { files: [] },
    sandbox: { files: ['added access/aws/alice/x.yaml'] },
    right: 'sandbox',
    source: `${REST}/pulls/pulls#list-pull-requests-files`,
    words: 'emulate compares no trees',
  },
  {
    name: 'the pull requests of a commit',
    emulate: { status: 404 },
    sandbox: { status: 200 },
    right: 'sandbox',
    source: `${REST}/commits/commits#list-pull-requests-associated-with-a-commit`,
    words: 'emulate does not have it',
  },
  {
    name: 'approving one’s own pull request',
    emulate: { status: 201 },
    sandbox: { status: 422 },
    right: 'sandbox',
    source:
      'https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/reviewing-changes-in-pull-requests/approving-a-pull-request-with-required-reviews',
    words: 'authors cannot approve their own pull requests',
  },
  {
    name: 'a review',
    emulate: { status: 201 },
    sandbox: { status: 200 },
    right: 'sandbox',
    source: `${REST}/pulls/reviews#create-a-review-for-a-pull-request`,
    words: 'the page says 200',
  },
  {
    name: 'which App a check run is of',
    emulate: { app: null },
    sandbox: { app: 'lapse' },
    right: 'sandbox',
    source: `${REST}/checks/runs#get-a-check-run`,
    words: 'the App that created it stands in app; emulate notes it nowhere',
  },
  {
    name: 'further annotations of a check run',
    emulate: { annotations: 1 },
    sandbox: { annotations: 3 },
    right: 'sandbox',
    source: `${REST}/checks/runs#update-a-check-run`,
    words: 'each update appends; emulate replaces what was there',
  },
  {
    name: 'a check run with 51 annotations',
    emulate: { status: 201 },
    sandbox: { status: 422 },
    right: 'sandbox',
    source: `${REST}/checks/runs#create-a-check-run`,
    words: 'at most 50 a request',
  },
  {
    name: 'a check run on a commit that is not there',
    emulate: { status: 201 },
    sandbox: { status: 422 },
    right: 'unsaid',
    source: `${REST}/checks/runs#create-a-check-run`,
    words: 'the page says only that head_sha is a commit',
  },
  {
    name: 'a check run by a person',
    emulate: { status: 201 },
    sandbox: { status: 403 },
    right: 'sandbox',
    source: `${REST}/checks/runs#create-a-check-run`,
    words: 'only GitHub Apps may write checks',
  },
  {
    name: 'a reaction',
    emulate: { status: 404 },
    sandbox: { status: 201 },
    right: 'sandbox',
    source: `${REST}/reactions/reactions#create-reaction-for-an-issue-comment`,
    words: 'emulate does not have it',
  },
  {
    name: 'a reaction that there is not',
    emulate: { status: 404 },
    sandbox: { status: 422 },
    right: 'sandbox',
    source: `${REST}/reactions/reactions#create-reaction-for-an-issue-comment`,
    words: 'the page has the 422 and lists eight kinds; emulate does not have it',
  },
  {
    name: 'a comment of 65,537 characters',
    emulate: { status: 201 },
    sandbox: { status: 422 },
    right: 'unsaid',
    source: `${REST}/issues/comments#create-an-issue-comment`,
    words: 'the page has the 422, but not the length; GitHub is known to refuse with “body is too long”',
  },
  {
    name: 'GraphQL',
    emulate: { status: 404 },
    sandbox: { status: 200 },
    right: 'sandbox',
    source: 'https://docs.github.com/en/graphql/guides/forming-calls-with-graphql#the-graphql-endpoint',
    words: 'emulate has none',
  },
  {
    name: 'a commit',
    emulate: { verified: false },
    sandbox: { verified: true },
    right: 'unsaid',
    source:
      'https://docs.github.com/en/authentication/managing-commit-signature-verification/about-commit-signature-verification',
    words:
      'of a commit that a person makes by the contents API: GitHub signs what is made on its pages and what Apps make, and is silent about this; the sandbox lets it stand for an edit on a page',
  },
  {
    name: 'the rate limit in the headers',
    emulate: { used: false },
    sandbox: { used: true },
    right: 'sandbox',
    source: `${REST}/using-the-rest-api/rate-limits-for-the-rest-api#checking-the-status-of-your-rate-limit`,
    words: 'x-ratelimit-used is one of the five',
  },
  {
    name: 'the tag of an answer',
    emulate: { etag: false },
    sandbox: { etag: true },
    right: 'sandbox',
    source: `${REST}/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate`,
    words: 'most answers have an etag',
  },
  {
    name: 'a pull request to a branch that is not there',
    emulate: { status: 201 },
    sandbox: { status: 422 },
    right: 'sandbox',
    source: `${REST}/pulls/pulls#create-a-pull-request`,
    words: 'the base should be an existing branch; emulate makes it',
  },
  {
    name: 'a second pull request from the same branch',
    emulate: { status: 201 },
    sandbox: { status: 422 },
    right: 'unsaid',
    source: `${REST}/pulls/pulls#create-a-pull-request`,
    words: 'the page has the 422, but not this case; GitHub is known to refuse with “A pull request already exists”',
  },
  {
    name: 'merging another head than there is',
    emulate: { status: 422 },
    sandbox: { status: 409 },
    right: 'sandbox',
    source: `${REST}/pulls/pulls#merge-a-pull-request`,
    words: '409 if the sha is not the head; Lapse takes both for “not merged”',
  },
  {
    name: 'merging what is merged',
    emulate: { status: 422 },
    sandbox: { status: 405 },
    right: 'sandbox',
    source: `${REST}/pulls/pulls#merge-a-pull-request`,
    words: '405 if the merge cannot be performed; Lapse takes both for “not merged”',
  },
  {
    name: 'reviewing what is merged',
    emulate: { status: 201 },
    sandbox: { status: 200 },
    right: 'sandbox',
    source: `${REST}/pulls/reviews#create-a-review-for-a-pull-request`,
    words: 'as with every review: the page says 200',
  },
  {
    name: 'the webhook of an opened pull request',
    emulate: { number: null, organization: null, guid: false, agent: false },
    sandbox: { number: 1, organization: 'acme', guid: true, agent: true },
    right: 'sandbox',
    source: `${WEBHOOKS}#delivery-headers`,
    words:
      'the payload has number and organization, X-GitHub-Delivery is a GUID (emulate: milliseconds), User-Agent begins with GitHub-Hookshot/',
  },
  {
    name: 'the webhook of a push',
    emulate: { forced: 'undefined' },
    sandbox: { forced: 'boolean' },
    right: 'sandbox',
    source: `${WEBHOOKS}#push`,
    words: 'forced is required',
  },
];
