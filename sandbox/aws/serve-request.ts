import { randomUUID } from 'node:crypto';
import type { Answer } from './actions/action.js';
import { type Service, serviceOf } from './actions/all-actions.js';
import { authenticate } from './authenticate.js';
import { AwsRefusal } from './errors.js';
import { failAsOrdered } from './failures.js';
import { principalArn } from './principal.js';
import { type Form, ParameterReader, parseForm } from './query-protocol.js';
import type { SignedRequest } from './signature.js';
import type { Principal, State } from './state.js';
import { escapeXml, writeXml } from './xml.js';

/** One line of the journal. `at` in milliseconds since the epoch; no account and no principal for who is unknown. */
export interface AwsRequestRecord {
  readonly action: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly account?: string;
  readonly principal?: string;
  readonly status: number;
  readonly errorCode?: string;
  readonly at: number;
}

/** What goes over the wire, and what is kept of it. */
export interface Served {
  readonly status: number;
  readonly requestId: string;
  readonly body: string;
  readonly record: AwsRequestRecord;
}

/** Answers one request of the query protocol; never throws. `now` in milliseconds since the epoch. */
export async function serveRequest(request: SignedRequest, state: State, now: number): Promise<Served> {
  const requestId = randomUUID();
  let form: Form = new Map();
  let service: Service | undefined;
  let caller: Principal | undefined;
  const finish = (status: number, body: string, errorCode?: string): Served => {
    const { Action: action = '', Version: _version, ...parameters } = Object.fromEntries(form);
    const who = caller && { account: caller.account, principal: principalArn(caller) };
    const failed = errorCode === undefined ? {} : { errorCode };
    return { status, requestId, body, record: { action, parameters, ...who, status, ...failed, at: now } };
  };
  try {
    form = readForm(request);
    service = findService(form);
    const name = form.get('Action') ?? '';
    failAsOrdered(state.failures, name);
    const anonymous = service.anonymous.get(name);
    if (anonymous !== undefined) {
      const answer = await run(form, (parameters) => anonymous.prepare(parameters))({ state, now });
      return finish(200, writeAnswer(service, name, answer, requestId));
    }
    caller = authenticate(request, service.name, state, now);
    failAsOrdered(state.failures, name, caller.account);
    const action = service.actions.get(name);
    if (action === undefined) throw noSuchAction(name, service.version);
    const answer = run(form, (parameters) => action.prepare(parameters))({ state, caller, now });
    return finish(200, writeAnswer(service, name, answer, requestId));
  } catch (error) {
    const refusal = error instanceof AwsRefusal ? error : internalFailure(error);
    return finish(refusal.status, writeError(service, refusal, requestId), refusal.code);
  }
}

function readForm(request: SignedRequest): Form {
  if (request.method !== 'POST' || request.target !== '/') {
    throw new AwsRefusal(400, 'MalformedInput', 'The sandbox takes POST / only');
  }
  const type = request.headers.get('content-type') ?? '';
  if (!type.startsWith('application/x-www-form-urlencoded')) {
    throw new AwsRefusal(400, 'MalformedInput', `Content type ${type} is not application/x-www-form-urlencoded`);
  }
  return parseForm(request.body.toString('utf8'));
}

function findService(form: Form): Service {
  const action = form.get('Action');
  if (!action) throw new AwsRefusal(400, 'MissingAction', 'Could not find Action in the request');
  const version = form.get('Version');
  const service = serviceOf(version);
  if (service === undefined) throw noSuchAction(action, version ?? 'NO_VERSION_SPECIFIED');
  return service;
}

function noSuchAction(action: string, version: string): AwsRefusal {
  return new AwsRefusal(400, 'InvalidAction', `Could not find operation ${action} for version ${version}`);
}

/** Lets an action read its parameters and refuses what it left. */
function run<Work>(form: Form, prepare: (parameters: ParameterReader) => Work): Work {
  const rest = new Map(form);
  rest.delete('Action');
  rest.delete('Version');
  const parameters = new ParameterReader(rest);
  const work = prepare(parameters);
  parameters.end();
  return work;
}

function internalFailure(error: unknown): AwsRefusal {
  return new AwsRefusal(
    500,
    'InternalFailure',
    error instanceof Error ? (error.stack ?? error.message) : String(error),
  );
}

function writeAnswer(service: Service, action: string, answer: Answer, requestId: string): string {
  const result = answer === undefined ? '' : `<${action}Result>${writeXml(answer)}</${action}Result>`;
  const metadata = writeXml({ ResponseMetadata: { RequestId: requestId } });
  return `<${action}Response xmlns="${service.namespace}">${result}${metadata}</${action}Response>`;
}

function writeError(service: Service | undefined, refusal: AwsRefusal, requestId: string): string {
  const type = refusal.status < 500 ? 'Sender' : 'Receiver';
  const namespace = escapeXml(service?.namespace ?? 'http://webservices.amazon.com/AWSFault/2005-15-09');
  const error = writeXml({
    Error: { Type: type, Code: refusal.code, Message: refusal.message },
    RequestId: requestId,
  });
  return `<ErrorResponse xmlns="${namespace}">${error}</ErrorResponse>`;
}
