import { createServer, type IncomingMessage } from 'node:http';
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
  stop(): Promise<void>;
}

interface Question {
  readonly query: string;
  readonly variables: { readonly number?: number };
}

export async function startLoopbackGitHub(): Promise<LoopbackGitHub> {
  const asked: string[] = [];
  const checks: string[] = [];
  const open: LoopbackGitHub['open'] = [];
  const missing = new Set<number>();

  async function answer(request: IncomingMessage): Promise<readonly [number, unknown]> {
    const call = `${request.method} ${request.url?.split('?')[0]}`;
    const body = await readBody(request);
    if (call.endsWith('/access_tokens')) return [201, token()];
    asked.push(call);
    if (call === 'POST /graphql') return [200, answerQuestion(body as Question, open, missing)];
    if (call.endsWith('/files')) return [200, [{ filename: 'README.md', status: 'modified', sha: 'c'.repeat(40) }]];
    if (call === 'POST /repos/acme/access/check-runs') {
      const { name, conclusion, head_sha: sha } = body as Record<string, string>;
      checks.push(`${name} ${conclusion} ${sha}`);
      return [201, { id: checks.length }];
    }
    return [404, { message: 'Not Found' }];
  }

  const server = createServer((request, response) => {
    answer(request).then(
      ([status, body]) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    checks,
    open,
    missing,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
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

function answerQuestion(question: Question, open: LoopbackGitHub['open'], missing: ReadonlySet<number>): unknown {
  const { number = 0 } = question.variables;
  const main = { name: 'main', target: { oid: 'b'.repeat(40) } };
  if (question.query.includes('pullRequests(')) {
    const nodes = open.map((one) => ({ number: one.number, headRefOid: one.headSha, baseRefName: 'main' }));
    return { data: { repository: { defaultBranchRef: main, pullRequests: page(nodes) } } };
  }
  const head = open.find((one) => one.number === number);
  if (head === undefined || missing.has(number)) {
    return { data: { repository: { databaseId: 77, defaultBranchRef: main, pullRequest: null } } };
  }
  const repository = {
    databaseId: 77,
    defaultBranchRef: main,
    base: { oid: 'b'.repeat(40) },
    head: { oid: head.headSha },
    pullRequest: describe(number, head.headSha),
  };
  return { data: { repository } };
}

/** Everything that any of our queries asks of a pull request. */
function describe(number: number, headSha: string) {
  const user = { __typename: 'User', login: 'alice', databaseId: 101 };
  const commit = { oid: headSha, author: { user }, committer: { email: 'alice@acme.test', user }, signature: null };
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
    headCommit: { nodes: [{ commit: { associatedPullRequests: { nodes: [] } } }] },
  };
}

function page(nodes: readonly unknown[]) {
  return { totalCount: nodes.length, pageInfo: { hasNextPage: false, endCursor: null }, nodes };
}
