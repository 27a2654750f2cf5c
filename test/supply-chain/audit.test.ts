import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runProcess } from '../../sandbox/world/run-process.js';
import { ROOT } from '../docs/markdown.js';

const PATH = '/-/npm/v1/security/advisories/bulk';
const LOCK = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, { version: string }>;
};
const ADVISORY = {
  id: 1_100_001,
  url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
  title: 'Everything may be run',
  severity: 'high',
  vulnerable_versions: '<999.0.0',
};
const EXPLANATION = {
  id: 'GHSA-aaaa-bbbb-cccc',
  package: 'ajv',
  reason: 'We hand it no such schema',
  until: '2999-12-31',
};

let server: Server;
let registry = '';
let folder = '';
/** What the registry says of packages; a number: the status that it answers with. */
let answer: Readonly<Record<string, readonly object[]>> | number = {};
let asked: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lapse-audit-'));
  server = createServer(async (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const names = Object.keys(await readJson(request));
    if (request.url === PATH) asked.push(...names);
    if (typeof answer === 'number') response.writeHead(answer).end('{}');
    const body = request.url === PATH ? answer : describePackage(decodeURIComponent(request.url ?? '').slice(1));
    if (!response.headersSent) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await new Promise((resolve) => server.close(resolve));
});

/** The versions that the lock file holds; npm looks which of them a hole comes through. */
function describePackage(name: string): object {
  const versions = Object.entries(LOCK.packages)
    .filter(([path]) => path.split('node_modules/').at(-1) === name)
    .map(([, locked]) => [locked.version, { ...locked, name }] as const);
  return { name, versions: Object.fromEntries(versions), 'dist-tags': { latest: versions[0]?.[0] } };
}

async function readJson(request: IncomingMessage): Promise<object> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return bytes.length === 0
    ? {}
    : JSON.parse(String(request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes));
}

/** npm itself asks a registry on loopback. */
async function audit(explained: readonly object[], says: typeof answer, more: Readonly<Record<string, string>> = {}) {
  answer = says;
  asked = [];
  const path = join(folder, 'explained.json');
  writeFileSync(path, JSON.stringify(explained));
  const environment = {
    npm_config_registry: registry,
    npm_config_fetch_retries: '0',
    npm_config_cache: join(folder, 'npm'),
    ...more,
  };
  const { exitCode, stdout, stderr } = await runProcess(process.execPath, ['scripts/audit.js', path], {
    cwd: ROOT,
    environment,
  });
  return { exitCode, told: stdout + stderr };
}

describe('npm run audit', () => {
  test('fails for an advisory that nobody has explained, and names it', async () => {
    const { exitCode, told } = await audit([], { ajv: [ADVISORY] });
    expect(exitCode).toBe(1);
    expect(told).toContain(`high: ajv <999.0.0: ${ADVISORY.title} (${ADVISORY.url})`);
    expect(asked).toEqual(expect.arrayContaining([`POST ${PATH}`, 'probot', 'jest']));
  });

  test('asks for the tools of development too where the environment leaves them out', async () => {
    const { exitCode } = await audit([], { jest: [ADVISORY] }, { NODE_ENV: 'production', npm_config_omit: 'dev' });
    expect(asked).toEqual(expect.arrayContaining(['probot', 'jest']));
    expect(exitCode).toBe(1);
  });

  test.each<[string, object, RegExp]>([
    ['whose day is past', { ...EXPLANATION, until: '2024-01-31' }, /good until 2024-01-31: look again/],
    ['that names no day', { ...EXPLANATION, until: 'some day' }, /until is no day/],
    ['without a reason', { ...EXPLANATION, reason: ' ' }, /needs id, package, reason and until/],
  ])('an explanation %s explains nothing', async (_name, explanation, message) => {
    const { exitCode, told } = await audit([explanation], { ajv: [ADVISORY] });
    expect(exitCode).toBe(1);
    expect(told).toMatch(message);
  });

  test('nor does one of another package or of another advisory', async () => {
    const others = [
      { ...EXPLANATION, package: 'undici' },
      { ...EXPLANATION, id: 'GHSA-xxxx-yyyy-zzzz' },
    ];
    const { exitCode, told } = await audit(others, { ajv: [ADVISORY] });
    expect(exitCode).toBe(1);
    expect(told).toMatch(/^high: ajv/m);
  });

  test('passes where it is explained, and says which explanation is not needed any more', async () => {
    const old = { ...EXPLANATION, id: 'GHSA-xxxx-yyyy-zzzz' };
    const { exitCode, told } = await audit([EXPLANATION, old], { ajv: [ADVISORY] });
    expect(exitCode).toBe(0);
    expect(told).toMatch(/^explained: high: ajv .*: We hand it no such schema$/m);
    expect(told).toContain('not needed any more: GHSA-xxxx-yyyy-zzzz of ajv');
  });

  test('says so where the registry gives no answer, which holds up nothing', async () => {
    const { exitCode, told } = await audit([], 405, { GITHUB_ACTIONS: 'true' });
    expect(exitCode).toBe(0);
    expect(told).toMatch(/^SKIPPED: the registry was not heard about known holes: .*405/m);
    expect(told).toMatch(/^::warning::SKIPPED: .*405/m);
  });
});

test('what is explained today has a day, and not one further away than half a year', () => {
  const explained = JSON.parse(readFileSync(join(ROOT, 'scripts/explained-advisories.json'), 'utf8')) as {
    until: string;
  }[];
  const latest = Date.now() + 183 * 24 * 3_600_000;
  expect(explained.filter(({ until }) => Date.parse(until) > latest)).toEqual([]);
});
