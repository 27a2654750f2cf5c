import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { IAMClient } from '@aws-sdk/client-iam';
import fc from 'fast-check';
import { openSession } from '../../src/providers/aws-iam/open-session.js';
import { ProviderError } from '../../src/providers/provider.js';
import { type FuzzReport, fuzz, type Outcome } from './fuzzed.js';
import { mutated } from './mutate-text.js';

const PREFIX = 'lapse-4711-';
const DOCUMENT = encodeURIComponent('{"Statement":[],"Version":"2012-10-17"}');

/** As IAM documents it: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html#API_GetAccountAuthorizationDetails_Examples */
function pageOf(users: string, roles: string): string {
  const lists = `<UserDetailList>${users}</UserDetailList>\n<GroupDetailList/>\n<RoleDetailList>${roles}</RoleDetailList>\n<Policies/>`;
  const result = `<GetAccountAuthorizationDetailsResult>\n<IsTruncated>false</IsTruncated>\n${lists}\n</GetAccountAuthorizationDetailsResult>`;
  const metadata = '<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>';
  return `<GetAccountAuthorizationDetailsResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">\n${result}\n${metadata}\n</GetAccountAuthorizationDetailsResponse>\n`;
}

function policies(kind: 'User' | 'Role', names: readonly string[]): string {
  const members = names.map(
    (name) => `<member>\n<PolicyName>${name}</PolicyName>\n<PolicyDocument>${DOCUMENT}</PolicyDocument>\n</member>`,
  );
  return `<${kind}PolicyList>\n${members.join('\n')}\n</${kind}PolicyList>`;
}

function user(name: string, names: readonly string[]): string {
  return `<member>\n<UserName>${name}</UserName>\n<Path>/</Path>\n${policies('User', names)}\n</member>\n`;
}

function role(name: string, names: readonly string[]): string {
  return `<member>\n<RoleName>${name}</RoleName>\n${policies('Role', names)}\n<Tags><member><Key>a</Key><Value>&lt;b&gt;</Value></member></Tags>\n</member>\n`;
}

const PAGES = [
  pageOf(user('alice.smith', [`${PREFIX}a`, `${PREFIX}b`]) + user('bob', ['own']), role('Deploy', [`${PREFIX}cut-a`])),
  pageOf(user('alice.smith', [`${PREFIX}a`]), ''),
  pageOf('', role('Deploy', [`${PREFIX}cut-a`, `${PREFIX}cut-b`])),
];

const PIECES = [
  ...['true', 'false', 'IsTruncated', '<IsTruncated/>'],
  ...[
    '<',
    '>',
    '</',
    '/>',
    '<member>',
    '</member>',
    '<member/>',
    '&',
    '&amp;',
    '&#0;',
    '&#x110000;',
    '&x;',
    '&lt;',
    '<![CDATA[',
    ']]>',
  ],
  ...[
    '<!-- ',
    ' -->',
    '<?xml version="1.0"?>',
    '<!DOCTYPE a [<!ENTITY x "y">]>',
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
  ],
  ...[
    '<IsTruncated>true</IsTruncated>',
    '<IsTruncated>maybe</IsTruncated>',
    '<Marker>m</Marker>',
    '<Marker></Marker>',
    'UserName',
    'PolicyName',
  ],
  ...[
    '<a>'.repeat(3_000),
    '<a>'.repeat(3_000) + '</a>'.repeat(3_000),
    '<__proto__>x</__proto__>',
    '<constructor/>',
    'xmlns="x"',
    "a='b'",
  ],
  ...[`<PolicyName>${PREFIX}z</PolicyName>`, '%', '%ff', '%7B', DOCUMENT],
];

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const inputs: fc.Arbitrary<Answer> = fc.record({
  status: fc.oneof({ weight: 12, arbitrary: fc.constant(200) }, fc.constantFrom(204, 301, 400, 403, 404, 500, 503)),
  type: fc.constantFrom('text/xml', 'text/xml', 'application/json', 'text/html', ''),
  body: fc.oneof(
    { weight: 12, arbitrary: mutated(fc.constantFrom(...PAGES), PIECES) },
    mutated(
      fc.constantFrom(
        '<html><body>Gateway</body></html>',
        '{"Users":[]}',
        '',
        '<ErrorResponse><Error><Code>X</Code></Error></ErrorResponse>',
      ),
    ),
  ),
});

/**
 * The names of our policies that an answer shows where IAM shows them, read by nothing but their tags; null: it is no whole
 * document. Sound enough for what the changes above make: comments and the like count as no document.
 */
function policiesShown(body: string): readonly string[] | null {
  const open: string[] = [];
  const shown: string[] = [];
  const parts = body.match(/<[^<>]*>|[^<]+|</g) ?? [];
  let text = '';
  let isOver = false;
  for (const part of parts) {
    if (part.startsWith('<?xml') && open.length === 0) continue;
    const [, end, name, isEmpty] = /^<(\/?)([A-Za-z_][\w.-]*)[^<>]*?(\/?)>$/s.exec(part) ?? [];
    if (name === undefined) {
      if (part.startsWith('<')) return null;
      text += part;
      continue;
    }
    // A second document behind the first is nobody's answer.
    if (isOver) break;
    if (end === '/') {
      if (open.pop() !== name) return null;
      if (name === 'PolicyName' && IN_POLICY.test(open.join('/'))) shown.push(text);
      isOver = open.length === 0;
    } else if (isEmpty !== '/') {
      open.push(name);
    }
    text = '';
  }
  return isOver ? shown.filter((name) => name.startsWith(PREFIX)) : null;
}

const IN_POLICY =
  /^GetAccountAuthorizationDetailsResponse\/GetAccountAuthorizationDetailsResult\/(?:UserDetailList\/member\/UserPolicyList|RoleDetailList\/member\/RolePolicyList)\/member$/;

/** The SDK's client and our reading, with an IAM on loopback that answers anything. */
export const IAM_ANSWERS = {
  name: 'answers of IAM',
  async run(): Promise<FuzzReport> {
    let answer: Answer = { status: 200, type: '', body: '' };
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(answer.status, answer.type === '' ? {} : { 'content-type': answer.type }).end(answer.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const client = new IAMClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' },
      // What the SDK tries again, it would be given again.
      maxAttempts: 1,
    });
    const session = openSession(client, '111122223333', {
      repositoryId: 4711,
      identityToken: null,
      sleep: async () => {},
    });
    async function check(given: Answer): Promise<Outcome> {
      answer = given;
      try {
        const observed = await session.observe();
        assert.equal(given.status, 200, 'took an error for an answer');
        const shown = policiesShown(given.body);
        assert.notEqual(shown, null, 'took half a document for a whole one');
        assert.match(given.body, /<IsTruncated[^<>]*>false<\/IsTruncated/, 'took a page for the last');
        const names = observed.map(({ id }) => id.slice(id.indexOf('/') + 1));
        // With a reference to a character or none the name is another one, and there all the same.
        assert.ok(names.length >= (shown?.length ?? 0), 'did not see all that is there');
        const missing = (shown ?? []).filter((name) => !name.includes('&') && !names.includes(name));
        assert.deepEqual(missing, [], 'did not see what is there');
        return 'accepted';
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        assert.match(error.message, /\S/);
        return 'refused';
      }
    }
    try {
      return await fuzz({ name: IAM_ANSWERS.name, inputs, sizeOf: ({ body }) => body.length, longest: 5_000, check });
    } finally {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  },
};
