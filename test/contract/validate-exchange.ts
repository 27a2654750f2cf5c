import type { RequestRecord } from '../../sandbox/github/start-github.js';
import { faultsOf, OPERATIONS, type Operation, type Schema } from './contract.js';

/**
 * What any operation may answer, described or not:
 * https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api (304, 429)
 */
const GENERAL = new Set([304, 400, 401, 403, 404, 422, 429]);

const ERROR: Schema = { allOf: [{ $ref: '#/$defs/basic-error' }], required: ['message', 'documentation_url'] };

/** 422 comes with a list of fields, with a list of sentences, or with neither. */
const UNPROCESSABLE: Schema = {
  anyOf: [{ $ref: '#/$defs/validation-error' }, { $ref: '#/$defs/validation-error-simple' }],
};

type Exchange = Pick<RequestRecord, 'method' | 'path' | 'route' | 'requestBody' | 'responseBody' | 'status'>;

/** What GitHub's description of REST does not know in a request: operation, parameters, fields. Empty: nothing. */
export function faultsOfRequest(exchange: Exchange): string[] {
  const operation = OPERATIONS.get(exchange.route);
  if (operation === undefined) return [`${exchange.method} ${exchange.path}: no operation that is described`];
  return [
    ...faultsOfParameters(exchange, operation, 'path', readPath(exchange, operation)),
    ...faultsOfParameters(exchange, operation, 'query', readQuery(exchange)),
    ...faultsOfBody(exchange, operation),
  ].map((fault) => `${exchange.route}: request: ${fault}`);
}

/** What differs between an answer and GitHub's description; operations that are not described have no faults. */
export function faultsOfAnswer(exchange: Exchange): string[] {
  const { route, status } = exchange;
  const operation = OPERATIONS.get(route);
  if (operation === undefined) return [];
  const title = `${route}: answer ${status}`;
  const described = operation.answers[String(status)];
  if (described === undefined && !GENERAL.has(status)) return [`${title}: the status is not documented`];
  // What the wire carries, so without fields that are undefined.
  const { responseBody } = exchange;
  if (Buffer.isBuffer(responseBody)) return [];
  if (responseBody === undefined) return described || status >= 400 ? [`${title}: has no body`] : [];
  const body: unknown = JSON.parse(JSON.stringify(responseBody));
  if (status >= 400 && !takesItsStatus(body, status)) return [`${title}: names another status`];
  // The description leaves out the body of most refusals; GitHub sends its message with every one.
  if (described === null && status < 400) return [`${title}: has a body`];
  const schema = described ?? (status === 422 ? UNPROCESSABLE : ERROR);
  return faultsOf(title, 'github', body, () => schema).map((fault) => `${title}: ${fault}`);
}

function faultsOfParameters(
  { route }: Exchange,
  operation: Operation,
  place: 'path' | 'query',
  values: Record<string, string> | null,
): string[] {
  if (values === null) return ['the path does not fit the template'];
  const known = operation.parameters.filter((one) => one.in === place);
  const schema = () => ({
    type: 'object',
    properties: Object.fromEntries(known.map((one) => [one.name, one.schema])),
    required: known.filter((one) => one.required).map((one) => one.name),
    additionalProperties: false,
  });
  return faultsOf(`${route}: ${place}`, 'github', values, schema, 'text').map((fault) => `${place}: ${fault}`);
}

/** The parameters of the path by GitHub's names, decoded. Those at the end of a template may hold slashes. */
function readPath({ path }: Exchange, { template }: Operation): Record<string, string> | null {
  const source = template.replace(/\{(\w+)\}(\/?)/g, (_, name: string, slash: string, at: number) => {
    const isLast = at + name.length + 2 + slash.length === template.length;
    return `(?<${name}>${isLast || name === 'ref' ? '.+' : '[^/]+'})${slash}`;
  });
  const groups = new RegExp(`^${source}$`).exec(path.split('?')[0] ?? '')?.groups;
  if (groups === undefined) return null;
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
}

function readQuery({ path }: Exchange): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(path.split('?')[1] ?? ''));
}

function faultsOfBody({ route, requestBody }: Exchange, operation: Operation): string[] {
  // The journal has {} where nothing was sent.
  const isEmpty = typeof requestBody !== 'object' || requestBody === null || Object.keys(requestBody).length === 0;
  const { body } = operation;
  if (body === undefined) return isEmpty ? [] : [`a body, where none is described: ${JSON.stringify(requestBody)}`];
  if (isEmpty && !body.required) return [];
  return faultsOf(`${route}: body`, 'github', requestBody, () => body.schema).map((one) => `body: ${one}`);
}

/**
 * Refusals of GitHub name their status, which only `basic-error` describes: what is right is taken out of the others.
 * https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
 */
function takesItsStatus(body: unknown, status: number): boolean {
  if (typeof body !== 'object' || body === null || !('status' in body)) return true;
  const isRight = body.status === String(status);
  delete body.status;
  return isRight;
}
