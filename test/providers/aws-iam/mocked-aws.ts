import { afterAll } from '@jest/globals';
import nock from 'nock';
import type { ConnectOptions } from '../../../src/providers/provider.js';

export const ACCOUNT = '111122223333';
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/ops/lapse`;
export const PREFIX = 'lapse-4711-';
const IAM = 'https://iam.amazonaws.com';
const STS = 'https://sts.us-east-1.amazonaws.com';

/** The members of a call of the query protocol, as the SDK sent them. */
export type Call = Readonly<Record<string, string>>;

/** Every call that was answered, in order. */
export const calls: Call[] = [];

const KEPT = Object.entries(process.env).filter(([name]) => name.startsWith('AWS_'));

// nock patches Node's own http, which the test files of a worker share.
afterAll(() => nock.restore());

/** Before each test: no network but what the test answers, and credentials in the environment. */
export function mockAws(): void {
  for (const [name] of Object.entries(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIAEXAMPLE';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
  process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
  process.env['AWS_CONFIG_FILE'] = '/dev/null';
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = '/dev/null';
  calls.length = 0;
  nock.disableNetConnect();
}

/** After each test. Gives the answers that nobody asked for. */
export function unmockAws(): readonly string[] {
  const pending = nock.pendingMocks();
  nock.cleanAll();
  nock.enableNetConnect();
  for (const [name] of Object.entries(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  for (const [name, value] of KEPT) process.env[name] = value;
  return pending;
}

/** Answers one call of IAM or STS with the members of its result, or with an error. */
export function answer(action: string, result: string | { readonly error: string; readonly status?: number }): void {
  const isSts = /^(AssumeRole|GetCallerIdentity)/.test(action);
  nock(isSts ? STS : IAM)
    .post('/', (body: Call) => {
      if (body['Action'] !== action) return false;
      calls.push(body);
      return true;
    })
    .reply(
      typeof result === 'string' ? 200 : (result.status ?? 400),
      typeof result === 'string'
        ? `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`
        : `<ErrorResponse><Error><Type>Sender</Type><Code>${result.error}</Code><Message>told so</Message></Error></ErrorResponse>`,
      { 'content-type': 'text/xml' },
    );
}

export function answerIdentity(account: string, arn = `arn:aws:iam::${account}:user/ci`): void {
  answer('GetCallerIdentity', `<Account>${account}</Account><Arn>${arn}</Arn><UserId>x</UserId>`);
}

export function answerCredentials(action: 'AssumeRole' | 'AssumeRoleWithWebIdentity'): void {
  const expiration = '<Expiration>2099-01-01T00:00:00Z</Expiration>';
  const keys =
    '<AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>';
  answer(action, `<Credentials>${keys}${expiration}</Credentials>`);
}

export function answerPolicy(policy: string, document: string): void {
  const encoded = encodeURIComponent(document);
  answer(
    'GetUserPolicy',
    `<UserName>alice.smith</UserName><PolicyName>${policy}</PolicyName><PolicyDocument>${encoded}</PolicyDocument>`,
  );
}

/** Waits nowhere, and remembers how long it was asked to. */
export function connectOptions(parts: Partial<ConnectOptions> = {}): ConnectOptions & { readonly waits: number[] } {
  const waits: number[] = [];
  return {
    repositoryId: 4711,
    identityToken: null,
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
    },
    ...parts,
    waits,
  };
}
