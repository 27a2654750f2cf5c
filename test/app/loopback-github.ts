import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A GitHub on the loopback, whose pull requests touch nothing but README.md. */
export interface LoopbackGitHub {
  readonly url: string;
  /** `GET /repos/…`, without those that only make a token. */
  readonly asked: string[];
  /** `access/request success <sha>`, in the order of publishing. */
  readonly checks: string[];
  /** Open to the default branch. */
  readonly open: { readonly number: number; readonly headSha: string }[];
  /** Those that GitHub says are not there. */
  readonly missing: Set<number>;
  /** Forgets everything that a test did. */
  reset(): void;
  /** What goes wrong with a call (`POST /graphql`), asked before it is answered; null: nothing. A test may set another. */
  trouble: (call: string) => Trouble | null | Promise<Trouble | null>;
  stop(): Promise<void>;
}

/** `hang`: no answer at all. */
export type Trouble = 'hang' | { readonly status: number; readonly headers?: Readonly<Record<string, string>> };

interface Question {
  readonly query: string;
  readonly variables: { readonly number?: number };
}

export async function startLoopbackGitHub(): Promise<LoopbackGitHub> {
  const asked: string[] = [];
  const checks: string[] = [];
  const open: LoopbackGitHub['open'] = [];
  const missing = new Set<number>();
  const digests = new Map<string, string>();

  async function answer(call: string, body: unknown): Promise<readonly [number, unknown]> {
    if (call.endsWith('/access_tokens')) return [201, token()];
    asked.push(call);
    if (call === 'POST /graphql') return [200, answerQuestion(body as Question, open, missing, digests)];
    if (call.endsWith('/files')) return [200, [{ filename: 'README.md', status: 'modified', sha: 'c'.repeat(40) }]];
    if (call.endsWith('/reactions')) return [201, { id: 1 }];
    if (call === 'POST /repos/acme/access/check-runs') {
      const { name, conclusion, head_sha: sha, external_id: digest = '' } = body as Record<string, string>;
      digests.set(`${name} ${sha}`, digest);
      checks.push(`${name} ${conclusion} ${sha}`);
      return [201, { id: checks.length }];
    }
    return [404, { message: 'Not Found' }];
  }

  const github: Pick<LoopbackGitHub, 'trouble'> = { trouble: () => null };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = `${request.method} ${request.url?.split('?')[0]}`;
    const given = await readBody(request);
    const trouble = await github.trouble(call);
    if (trouble === 'hang') return;
    const [status, body] = trouble === null ? await answer(call, given) : [trouble.status, { message: 'In trouble' }];
    const headers = { 'content-type': 'application/json', ...trouble?.headers };
    response.writeHead(status, headers).end(JSON.stringify(body));
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(github, {
    url: `http://127.0.0.1:${port}`,
    asked,
    checks,
    open,
    missing,
    reset: () => {
      for (const list of [asked, checks, open]) list.length = 0;
      missing.clear();
      digests.clear();
      github.trouble = () => null;
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? null : JSON.parse(text);
}

function token() {
  return {
    token: 'ghs_loopback',
    expires_at: new Date(Date.now() + 3_600_000).toISOString(),
    permissions: { checks: 'write' },
    repository_selection: 'all',
  };
}

/** What the tip has besides the branch: no evidence, and no issue of ours. */
const NOTHING_KEPT = { evidence: null, unapproved: page([]), drift: page([]) };

function answerQuestion(
  question: Question,
  open: LoopbackGitHub['open'],
  missing: ReadonlySet<number>,
  digests: ReadonlyMap<string, string>,
): unknown {
  const { number = 0 } = question.variables;
  const main = { name: 'main', target: { oid: 'b'.repeat(40) } };
  if (question.query.includes('pullRequests(')) {
    const nodes = open.map((one) => ({ number: one.number, headRefOid: one.headSha, baseRefName: 'main' }));
    return { data: { repository: { defaultBranchRef: main, pullRequests: page(nodes) } } };
  }
  const head = open.find((one) => one.number === number);
  if (head === undefined || missing.has(number)) {
    const repository = { databaseId: 77, defaultBranchRef: main, ...NOTHING_KEPT, pullRequest: null };
    // A query of the tip alone asks for none.
    if (!question.query.includes('pullRequest(')) return { data: { repository } };
    const message = `Could not resolve to a PullRequest with the number of ${number}.`;
    const error = { type: 'NOT_FOUND', path: ['repository', 'pullRequest'], message };
    return { data: { repository }, errors: [error] };
  }
  const repository = {
    databaseId: 77,
    defaultBranchRef: main,
    ...NOTHING_KEPT,
    base: { oid: 'b'.repeat(40) },
    head: { oid: head.headSha },
    systems: null,
    pullRequest: describe(number, head.headSha, digests),
  };
  return { data: { viewer: { login: 'lapse[bot]' }, repository } };
}

/** Everything that any of our queries asks of a pull request. */
function describe(number: number, headSha: string, digests: ReadonlyMap<string, string>) {
  const suites = {
    requestSuites: listSuites('access/request', digests.get(`access/request ${headSha}`)),
    approvalSuites: listSuites('access/approval', digests.get(`access/approval ${headSha}`)),
  };
  const user = { __typename: 'User', login: 'alice', databaseId: 101 };
  const committer = { email: 'alice@acme.test', user };
  const commit = { oid: headSha, author: { user }, authors: { nodes: [{ user }] }, committer, signature: null };
  return {
    number,
    url: `https://github.test/acme/access/pull/${number}`,
    title: 'Say hello',
    author: user,
    state: 'OPEN',
    isDraft: false,
    isCrossRepository: false,
    viewerDidAuthor: false,
    headRefName: 'alice/hello',
    headRefOid: headSha,
    baseRefName: 'main',
    baseRefOid: 'b'.repeat(40),
    baseRef: { target: { oid: 'b'.repeat(40) } },
    mergedAt: null,
    baseChanges: { nodes: [] },
    changedFiles: 1,
    files: page([{ path: 'README.md', changeType: 'MODIFIED' }]),
    reviews: page([]),
    commits: page([{ commit }]),
    comments: page([]),
    headCommit: { nodes: [{ commit: { oid: headSha, associatedPullRequests: { nodes: [] }, ...suites } }] },
  };
}

/** The one suite of the App, with the newest run of that name. */
function listSuites(name: string, externalId: string | undefined) {
  if (externalId === undefined) return { nodes: [] };
  const run = { name, status: 'COMPLETED', startedAt: '2026-11-23T10:00:00Z', externalId };
  return { nodes: [{ status: 'COMPLETED', app: { slug: 'lapse' }, checkRuns: { nodes: [run] } }] };
}

function page(nodes: readonly unknown[]) {
  return { totalCount: nodes.length, pageInfo: { hasNextPage: false, endCursor: null }, nodes };
}
