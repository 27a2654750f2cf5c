import { checkTrust } from './actions/roles.js';
import { isTaken } from './actions/users.js';
import type { FailureCode } from './failures.js';
import { listen, readBody } from './listen.js';
import { validatePolicy } from './policy/validate-policy.js';
import { type AwsRequestRecord, serveRequest } from './serve-request.js';
import { type Account, createRole, createUser, type Issuer, issueKeys, type State } from './state.js';

/** `now` in milliseconds since the epoch: conditions, tokens and sessions go by it. */
export interface AwsOptions {
  now(): number;
}

/** Long-term credentials. */
export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** `path` is `/` where it is left out; `boundary` the ARN of a permissions boundary. */
export interface EntityOptions {
  readonly path?: string;
  readonly boundary?: string;
}

/** A local AWS: IAM and STS behind one address on the loopback interface, to be told apart by `Version`. */
export interface Aws {
  readonly url: string;
  /** Adds an account and gives its administrator keys. Throws for an id that is not 12 digits, or is there already. */
  addAccount(id: string): AwsKeys;
  /** Adds an IAM user and gives its keys. Throws where the account is not there or the name is taken. */
  addUser(account: string, userName: string, options?: EntityOptions): AwsKeys;
  /**
   * Adds a role; without `trust` it trusts its own account and every trusted issuer, and without `permissions` it may do
   * everything. Throws for a bad policy.
   */
  addRole(
    account: string,
    roleName: string,
    options?: EntityOptions & {
      readonly trust?: object;
      readonly permissions?: object;
      readonly maxSessionSeconds?: number;
    },
  ): { readonly arn: string };
  /** Sets up an OIDC provider in all accounts. */
  trustIssuer(issuer: string, options: Issuer): void;
  /** Every request so far, in order. */
  readonly requests: readonly AwsRequestRecord[];
  /** The inline policies of a user, as they stand now. Throws where the user is not there. */
  policiesOf(account: string, userName: string): Record<string, object>;
  /** `staleReadsMs`: for how long after a write to a policy reads show what was before; 0 at first. */
  readonly settings: { staleReadsMs: number };
  /** Makes the next calls of an action, one if left out, fail for a reason of AWS's own; with an account, only its callers' calls. */
  failNext(action: string, code: FailureCode, times?: number, account?: string): void;
  close(): Promise<void>;
}

/** Starts the server at a port of the system's choice. */
export async function startAws({ now }: AwsOptions): Promise<Aws> {
  const state: State = {
    accounts: new Map(),
    keys: new Map(),
    issuers: new Map(),
    settings: { staleReadsMs: 0 },
    failures: [],
  };
  const requests: AwsRequestRecord[] = [];
  const { url, close } = await listen(async (request, response) => {
    const headers = new Map(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const body = await readBody(request);
    const signed = { method: request.method ?? '', target: request.url ?? '', headers, body };
    const served = await serveRequest(signed, state, now());
    requests.push(served.record);
    // The SDK takes a date other than its own for a wrong clock, and asks again.
    const date = new Date(served.record.at).toUTCString();
    response.writeHead(served.status, { 'content-type': 'text/xml', 'x-amzn-requestid': served.requestId, date });
    response.end(served.body);
  });
  return {
    url,
    requests,
    settings: state.settings,
    close,
    failNext(action, code, times = 1, account) {
      state.failures.push({ action, code, times, account });
    },
    addAccount: (id) => addAccount(state, id),
    addUser: (id, name, options = {}) => addUser(state, id, name, options, now()),
    addRole(id, name, { trust, permissions, path = '/', boundary, maxSessionSeconds = 3600 } = {}) {
      const text = trust === undefined ? undefined : JSON.stringify(trust);
      if (text !== undefined) checkTrust(text);
      const policy = permissions === undefined ? undefined : JSON.stringify(permissions);
      if (policy !== undefined) validatePolicy(policy, 'identity');
      const own = { name, path, trust: text, permissions: policy, description: undefined, maxSessionSeconds };
      const role = { ...own, ...(boundary === undefined ? {} : { boundary }) };
      const { arn } = createRole(accountOf(state, id), role, now());
      return { arn };
    },
    trustIssuer(issuer, options) {
      state.issuers.set(issuer, options);
    },
    policiesOf: (id, name) => policiesOf(state, id, name),
  };
}

function addAccount(state: State, id: string): AwsKeys {
  if (!/^\d{12}$/.test(id)) throw new Error(`${id} is not an account id`);
  if (state.accounts.has(id)) throw new Error(`account ${id} is there already`);
  state.accounts.set(id, { id, users: new Map(), roles: new Map() });
  const { accessKeyId, secretAccessKey } = issueKeys(state, { kind: 'administrator', account: id });
  return { accessKeyId, secretAccessKey };
}

function addUser(
  state: State,
  id: string,
  name: string,
  { path = '/', boundary }: EntityOptions,
  now: number,
): AwsKeys {
  const account = accountOf(state, id);
  if (isTaken(account.users.keys(), name)) throw new Error(`user ${name} is there already`);
  const user = createUser(account, name, path, now, boundary);
  const { accessKeyId, secretAccessKey } = issueKeys(state, { kind: 'user', account: id, user });
  return { accessKeyId, secretAccessKey };
}

function policiesOf(state: State, id: string, name: string): Record<string, object> {
  const user = accountOf(state, id).users.get(name);
  if (user === undefined) throw new Error(`no user ${name} in account ${id}`);
  return Object.fromEntries([...user.policies.current].map(([policy, text]) => [policy, JSON.parse(text)]));
}

function accountOf(state: State, id: string): Account {
  const account = state.accounts.get(id);
  if (account === undefined) throw new Error(`no account ${id}`);
  return account;
}
