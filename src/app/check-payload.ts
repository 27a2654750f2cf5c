/** What an event holds, by the keys that lead to it: all that the handlers read, and nothing else. */
type Shape = Readonly<Record<string, (value: unknown) => boolean>>;

const isText = (value: unknown): boolean => typeof value === 'string';
const isNumber = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) > 0;
/** Past 31 bits GraphQL takes no number: https://spec.graphql.org/October2021/#sec-Int */
const isPullRequest = (value: unknown): boolean => isNumber(value) && Number(value) < 2 ** 31;
const isCommit = (value: unknown): boolean =>
  typeof value === 'string' && /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(value);
/** `.` and `..` would lead elsewhere in an address. */
const isName = (value: unknown): boolean =>
  typeof value === 'string' && /^[\w.-]{1,100}$/.test(value) && value !== '.' && value !== '..';
const isListOf = (isMember: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(isMember);
const isAbsentOr = (fits: (value: unknown) => boolean) => (value: unknown) =>
  value === undefined || value === null || fits(value);

const isPaths = isAbsentOr(isListOf(isText));

const ofPullRequest: Shape = { 'pull_request.number': isPullRequest, 'pull_request.head.sha': isCommit };

/**
 * GitHub's events have names of this form. Octokit looks its handlers up by the name alone: `pull_request.opened` would lead past
 * the shapes below, `__proto__` and `constructor` to what every object has, `error` to the handlers of errors.
 */
const NAME_OF_EVENT = /^[a-z][a-z_]{0,99}$/;
const isEvent = (name: string): boolean => NAME_OF_EVENT.test(name) && !(name in {}) && name !== 'error';

/** As GitHub documents them: https://docs.github.com/en/webhooks/webhook-events-and-payloads */
const SHAPES: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['pull_request', ofPullRequest],
  ['pull_request_review', ofPullRequest],
  ['check_run', { 'check_run.head_sha': isCommit }],
  ['check_suite', { 'check_suite.head_sha': isCommit }],
  ['merge_group', { 'merge_group.head_sha': isCommit, 'merge_group.head_ref': isText }],
  [
    'issue_comment',
    {
      'issue.number': isPullRequest,
      'comment.id': isNumber,
      'comment.body': isText,
      'comment.user': isAbsentOr((user) => fits(user, { login: isText, id: isNumber, type: isText })),
    },
  ],
  [
    'push',
    {
      ref: isText,
      'repository.default_branch': isText,
      commits: isListOf((commit) => fits(commit, { added: isPaths, modified: isPaths, removed: isPaths })),
    },
  ],
]);

/** Every event that we handle tells of a repository, and of the installation of the App that its client is made for. */
const OF_HANDLED: Shape = {
  action: isAbsentOr(isText),
  'repository.name': isName,
  'repository.owner.login': isName,
  'installation.id': isNumber,
};

/** Of one that nobody handles, Octokit reads the action and Probot makes the client. */
const OF_OTHERS: Shape = {
  action: isAbsentOr(isText),
  installation: isAbsentOr((installation) => fits(installation, { id: isNumber })),
};

/**
 * What is wrong with the body of a webhook, in a few words; null: nothing that anybody would read. A signature says who sent
 * it, and not that it is what the handlers take it for.
 *
 * @param event of the header `x-github-event`.
 */
export function findPayloadFault(event: unknown, text: string): string | null {
  if (typeof event === 'string' && !isEvent(event)) return 'no event of GitHub’s';
  const payload = parse(text);
  if (!isObject(payload)) return 'no JSON object';
  const shape = typeof event === 'string' ? SHAPES.get(event) : undefined;
  const wanted = shape === undefined ? OF_OTHERS : { ...OF_HANDLED, ...shape };
  const wrong = Object.entries(wanted).find(([path, isRight]) => !isRight(valueAt(payload, path)));
  if (wrong === undefined) return null;
  return `no ${shape === undefined ? 'event' : event} that has ${wrong[0]}`;
}

function fits(value: unknown, shape: Shape): boolean {
  return isObject(value) && Object.entries(shape).every(([path, isRight]) => isRight(valueAt(value, path)));
}

/** Own members only: `constructor` leads nowhere. */
function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((whole, key) => {
    return isObject(whole) && Object.hasOwn(whole, key) ? whole[key] : undefined;
  }, value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
