import { randomBytes } from 'node:crypto';
import { constraintViolation, validationError } from './errors.js';
import type { ParameterReader } from './query-protocol.js';
import { newId, type Principal, type Role, type State } from './state.js';
import { type Xml, xmlTime } from './xml.js';

/** What both ways of assuming a role answer. */
export interface Session {
  readonly Credentials: Xml;
  readonly AssumedRoleUser: Xml;
}

/** 900 seconds to 12 hours, an hour if left out: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html. */
export function readDuration(parameters: ParameterReader): number {
  return parameters.optionalInteger('DurationSeconds', 900, 43_200) ?? 3600;
}

/** The account and the name in a role's ARN. Throws 400 ValidationError where it is no ARN of a role. */
export function readRoleArn(parameters: ParameterReader): { arn: string; account: string; name: string } {
  const arn = parameters.text('RoleArn', { min: 20, max: 2048 });
  const [, account, name] = /^arn:aws:iam::(\d{12}):role\/(?:[!-~]+\/)?([\w+=,.@-]+)$/.exec(arn) ?? [];
  if (account === undefined || name === undefined) {
    throw constraintViolation(arn, 'RoleArn', 'Member must be the ARN of a role');
  }
  return { arn, account, name };
}

/** Temporary credentials of a role. Throws 400 ValidationError for more seconds than the role allows. */
export function issueSession(state: State, role: Role, sessionName: string, seconds: number, now: number): Session {
  if (seconds > role.maxSessionSeconds) {
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
  const accessKeyId = newId('ASIA');
  const secretAccessKey = randomBytes(30).toString('base64');
  const token = randomBytes(120).toString('base64');
  const expiresAt = now + seconds * 1000;
  const principal: Principal = { kind: 'session', account: role.account, role, sessionName, issuedAt: now };
  state.keys.set(accessKeyId, { accessKeyId, secretAccessKey, principal, session: { token, expiresAt } });
  return {
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: token,
      Expiration: xmlTime(expiresAt),
    },
    AssumedRoleUser: {
      Arn: `arn:aws:sts::${role.account}:assumed-role/${role.name}/${sessionName}`,
      AssumedRoleId: `${role.id}:${sessionName}`,
    },
  };
}
