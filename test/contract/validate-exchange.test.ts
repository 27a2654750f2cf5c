import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { routes } from '../../sandbox/github/routes/all.js';
import { CALLS, DEFINITIONS, EVENTS, OPERATIONS } from './contract.js';
import { faultsOfDelivery } from './validate-delivery.js';
import { faultsOfAnswer, faultsOfRequest } from './validate-exchange.js';
import { faultsOfQuery } from './validate-query.js';

const HERE = dirname(fileURLToPath(import.meta.url));
const LARGEST = 2 * 1024 * 1024;

const REPO = '/repos/acme/access';
const CHECK = { name: 'access/request', head_sha: 'a'.repeat(40), status: 'completed', conclusion: 'success' };

test("every schema of GitHub's descriptions is one, which nobody else looks at", () => {
  const ajv = new Ajv2020({ strict: false });
  const bodies = [...OPERATIONS.values()].flatMap(({ body, answers, parameters }) => [
    ...(body === undefined ? [] : [body.schema]),
    ...Object.values(answers).filter((answer) => answer !== null),
    ...parameters.map(({ schema }) => schema),
  ]);
  const all = [...Object.values(DEFINITIONS).flatMap(Object.values), ...EVENTS.values(), ...bodies];
  expect(all.length).toBeGreaterThan(300);
  for (const schema of all) expect([ajv.validateSchema(schema), ajv.errors]).toEqual([true, null]);
  expect(ajv.validateSchema({ type: 'strin' })).toBe(false);
});

function exchange(method: string, path: string, template: string, rest: object = {}) {
  const route = `${method} ${template}`;
  return { method, path, route, requestBody: {}, responseBody: undefined, status: 200, ...rest };
}

function pulls(query: string) {
  return exchange('GET', `${REPO}/pulls${query}`, '/repos/{owner}/{repo}/pulls');
}

function checkRun(body: object) {
  return exchange('POST', `${REPO}/check-runs`, '/repos/{owner}/{repo}/check-runs', { requestBody: body });
}

function file(number: string) {
  return exchange('GET', `${REPO}/pulls/${number}/files`, '/repos/{owner}/{repo}/pulls/{pull_number}/files');
}

describe('a request that GitHub does not describe is noticed', () => {
  test.each([
    ['an operation', exchange('GET', `${REPO}/secrets`, `${REPO}/secrets`), 'no operation'],
    ['a parameter of the query', pulls('?merged=true'), '(merged)'],
    ['a value of the query', pulls('?state=merged'), '/state must be equal to one of the allowed values'],
    ['a number that is none', pulls('?per_page=many'), '/per_page must be integer'],
    ['a parameter of the path', file('first'), '/pull_number must be integer'],
    ['a field', checkRun({ ...CHECK, colour: 'red' }), 'unevaluated properties (colour)'],
    ['a field further down', checkRun({ ...CHECK, output: { title: '', summary: '', html: '' } }), '(html)'],
    ['a value', checkRun({ ...CHECK, conclusion: 'approved' }), '/conclusion must be equal'],
    ['a missing field', checkRun({ name: 'access/request' }), "required property 'head_sha'"],
    ['a body that is missing', checkRun({}), "required property 'name'"],
    ['a body where none is taken', { ...pulls(''), requestBody: { state: 'open' } }, 'a body, where none is described'],
  ])('%s', (_name, wrong, fault) => {
    expect(faultsOfRequest(wrong).join('\n')).toContain(fault);
  });

  test.each([
    ['of a list', pulls('?state=open&head=acme%3Aask&per_page=100')],
    ['of a check', checkRun({ ...CHECK, output: { title: 'Fine', summary: '', annotations: [] } })],
    ['of files', file('12')],
  ])('but not one %s as we make it', (_name, right) => {
    expect(faultsOfRequest(right)).toEqual([]);
  });
});

describe('an answer that GitHub does not describe is noticed', () => {
  const error = { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' };

  test.each([
    ['a status', { status: 418 }, 'not documented'],
    ['a fault of the sandbox', { status: 500, responseBody: error }, 'not documented'],
    ['a list that is none', { responseBody: {} }, 'must be array'],
    ['an entry without its fields', { responseBody: [{ id: 1 }] }, "required property 'html_url'"],
    ['no body', {}, 'has no body'],
    ['a refusal without a message', { status: 404, responseBody: {} }, "required property 'message'"],
    ['a refusal without a body', { status: 403 }, 'has no body'],
  ])('%s', (_name, answer, fault) => {
    expect(faultsOfAnswer({ ...pulls(''), ...answer }).join('\n')).toContain(fault);
  });

  test('but not a refusal in its words', () => {
    expect(faultsOfAnswer({ ...pulls(''), status: 404, responseBody: error })).toEqual([]);
  });
});

test.each([
  ['an event', { event: 'pull_request', action: 'approved', payload: {} }, 'no event that is described'],
  ['a payload', { event: 'push', action: undefined, payload: { ref: 1 } }, '/ref must be string'],
])('%s of a webhook that GitHub does not describe is noticed', (_name, delivery, fault) => {
  expect(faultsOfDelivery(delivery).join('\n')).toContain(fault);
});

test.each([
  ['a field', { query: '{ viewer { password } }' }, 'Cannot query field "password"'],
  ['no GraphQL', { query: '{' }, 'Syntax Error'],
  ['something beside the query', { query: '{ viewer { login } }', extra: 1 }, 'unknown field extra'],
  ['nothing', {}, 'no query'],
])('%s in a query that GitHub does not know is noticed', async (_name, requestBody, fault) => {
  expect((await faultsOfQuery({ requestBody })).join('\n')).toContain(fault);
});

describe('the contract files', () => {
  const again = 'run `node scripts/cut-contract.js` again';

  test('have every call that the code can make', () => {
    const source = readFileSync(join(HERE, '../../src/github/connection.ts'), 'utf8');
    const table = /const ROUTES = \{(.*?)\} as const/s.exec(source)?.[1] ?? '';
    const listed = [...table.matchAll(/^ *'([A-Z]+ \/.*?)':/gm)].map((match) => match[1]);
    const missing = listed.filter((route) => !CALLS.includes(route ?? '') || !OPERATIONS.has(route ?? ''));
    expect({ missing, again }).toEqual({ missing: [], again });
    expect(listed.length).toBeGreaterThan(10);
  });

  test('have every operation that the sandbox serves', () => {
    // Without a path it is no operation of its own.
    const named = routes.map((route) => route.template).filter((one) => !one.endsWith('/contents'));
    const missing = named.filter((route) => !OPERATIONS.has(route));
    expect({ missing, again }).toEqual({ missing: [], again });
  });

  test('are small', () => {
    const sizes = readdirSync(HERE).map((name) => statSync(join(HERE, name)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(LARGEST);
  });
});
