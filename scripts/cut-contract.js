/**
 * Cuts what we and the sandbox use out of GitHub's OpenAPI descriptions, for the tests: `node scripts/cut-contract.js`.
 * That of REST is 385 MB unpacked, so they are installed beside the project and thrown away again.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectComponents, readSchema } from './json-schema-of-openapi.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const REST = '@octokit/openapi@23.0.2';
const WEBHOOKS = '@octokit/openapi-webhooks@12.1.0';
const LARGEST = 2 * 1024 * 1024;

/** What Probot, and actions/create-github-app-token before an Action, ask of GitHub besides our own calls. */
const CALLS_OF_PROBOT = ['POST /app/installations/{installation_id}/access_tokens'];

const EVENTS = [
  'check_run',
  'check_suite',
  'issue_comment',
  'issues',
  'merge_group',
  'pull_request',
  'pull_request_review',
  'push',
];

/** Without a path, `contents` is no operation of its own in the description. */
const NOT_DESCRIBED = ['GET /repos/{owner}/{repo}/contents'];

/** @param {string} path */
function readText(path) {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Every call that the table ROUTES lists. */
function readCalls() {
  const table = /const ROUTES = \{(.*?)\} as const/s.exec(readText('src/github/connection.ts'))?.[1] ?? '';
  const ours = [...table.matchAll(/^ {2}'([A-Z]+ \/[^']*)'/gm)].map((match) => match[1] ?? '');
  if (ours.length === 0) throw new Error('src/github/connection.ts has no table ROUTES');
  return [...ours, ...CALLS_OF_PROBOT].sort();
}

/** Every operation that the sandbox serves. */
function readServed() {
  const folder = 'sandbox/github/routes';
  const sources = readdirSync(join(ROOT, folder)).map((name) => readText(`${folder}/${name}`));
  return sources.flatMap((source) =>
    [...source.matchAll(/\b(global|repository)Route\(\s*'([A-Z]+) ([^']*)'/g)].map(([, kind, method, path]) => {
      return `${method} ${kind === 'global' ? path : `/repos/{owner}/{repo}${path === '/' ? '' : path}`}`;
    }),
  );
}

/**
 * @param {any} description of OpenAPI
 * @param {string} title such as `GET /user`
 * @param {Set<string>} names
 */
function cutOperation(description, title, names) {
  const [method = '', path = ''] = title.split(' ');
  // The name of a parameter is no part of what GitHub promises.
  const shape = path.replace(/\{\w+\}/g, '{}');
  const found = Object.keys(description.paths).find((one) => one.replace(/\{\w+\}/g, '{}') === shape);
  const operation = found && description.paths[found][method.toLowerCase()];
  if (!operation) throw new Error(`GitHub describes no ${title}`);
  const resolve = (/** @type {any} */ one) =>
    one.$ref
      ? one.$ref
          .split('/')
          .slice(1)
          .reduce((/** @type {any} */ at, /** @type {string} */ key) => at[key], description)
      : one;
  const parameters = [...(description.paths[found].parameters ?? []), ...(operation.parameters ?? [])].map(resolve);
  const body = operation.requestBody && resolve(operation.requestBody);
  const json = (/** @type {any} */ one) => one?.content?.['application/json']?.schema;
  return {
    template: found,
    parameters: parameters
      .filter((one) => one.in === 'path' || one.in === 'query')
      .map((one) => ({
        name: one.name,
        in: one.in,
        required: one.required === true,
        schema: readSchema(one.schema, names),
      })),
    ...(json(body) ? { body: { required: body.required === true, schema: readSchema(json(body), names) } } : {}),
    // null: the status is documented without a body in JSON.
    answers: Object.fromEntries(
      Object.entries(operation.responses).map(([status, one]) => {
        const schema = json(resolve(one));
        return [status, schema ? readSchema(schema, names) : null];
      }),
    ),
  };
}

/**
 * Here the description wants an account that is both a user and an enterprise (`allOf`), which its own `installation`
 * and its own example of this answer contradict.
 * @param {any} description
 */
function mendListOfInstallations(description) {
  const { schema } = description.paths['/app/installations'].get.responses['200'].content['application/json'];
  schema.items = { $ref: '#/components/schemas/installation' };
}

/** @param {any} description */
function cutRest(description) {
  mendListOfInstallations(description);
  const calls = readCalls();
  const titles = [...new Set([...calls, ...readServed()])].filter((one) => !NOT_DESCRIBED.includes(one)).sort();
  const names = new Set(['basic-error', 'validation-error', 'validation-error-simple']);
  const operations = Object.fromEntries(titles.map((title) => [title, cutOperation(description, title, names)]));
  return { source: REST, calls, operations, $defs: collectComponents(description.components.schemas, names) };
}

/**
 * Every action of the events that the sandbox sends, by the name that our handlers have for it: `pull_request.opened`.
 * @param {any} description of OpenAPI
 */
function cutWebhooks(description) {
  const names = new Set();
  /** @type {Record<string, unknown>} */
  const events = {};
  for (const { post } of Object.values(description.webhooks)) {
    // `pull-request/opened`; what has no action is `push` alone.
    const [event = '', action] = post.operationId.replaceAll('-', '_').split('/');
    if (!EVENTS.includes(event)) continue;
    const schema = post.requestBody.content['application/json'].schema;
    events[action === undefined ? event : `${event}.${action}`] = readSchema(schema, names);
  }
  const $defs = collectComponents(description.components.schemas, names);
  return { source: WEBHOOKS, events, $defs };
}

/**
 * @param {string} name
 * @param {unknown} contract
 */
function write(name, contract) {
  const text = `${JSON.stringify(contract)}\n`;
  writeFileSync(join(ROOT, 'test/contract', name), text);
  console.log(`test/contract/${name}: ${text.length} bytes`);
  return text.length;
}

const folder = mkdtempSync(join(tmpdir(), 'contract-'));
try {
  const quiet = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['install', ...quiet, '--prefix', folder, REST, WEBHOOKS], { cwd: folder, stdio: 'inherit' });
  /** @param {string} name */
  const read = (name) => JSON.parse(readFileSync(join(folder, 'node_modules', name), 'utf8'));
  const size =
    write('github.json', cutRest(read('@octokit/openapi/generated/api.github.com.json'))) +
    write('webhooks.json', cutWebhooks(read('@octokit/openapi-webhooks/generated/api.github.com.json')));
  if (size > LARGEST) throw new Error(`the contract files have ${size} bytes, more than ${LARGEST}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
