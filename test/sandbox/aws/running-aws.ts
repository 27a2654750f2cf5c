import { IAMClient } from '@aws-sdk/client-iam';
import { STSClient } from '@aws-sdk/client-sts';
import { type Aws, type AwsKeys, startAws } from '../../../sandbox/aws/start-aws.js';

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
/** 2026-11-22T10:00:00Z */
export const TEN = Date.UTC(2026, 10, 22, 10);
export const MINUTE = 60_000;

export interface RunningAws {
  readonly aws: Aws;
  /** Moves with `clock.now += …`. */
  readonly clock: { now: number };
  readonly admin: AwsKeys;
  readonly alice: AwsKeys;
  iam(credentials?: AwsKeys & { sessionToken?: string }): IAMClient;
  sts(credentials?: AwsKeys & { sessionToken?: string }): STSClient;
  stop(): Promise<void>;
}

/** A sandbox with one account, its administrator and the user alice.smith, and real clients for it. */
export async function runAws(): Promise<RunningAws> {
  const clock = { now: TEN };
  const aws = await startAws({ now: () => clock.now });
  const admin = aws.addAccount(ACCOUNT);
  const alice = aws.addUser(ACCOUNT, 'alice.smith');
  const clients: { destroy(): void }[] = [];
  const settings = { endpoint: aws.url, region: 'us-east-1', maxAttempts: 1 };
  return {
    aws,
    clock,
    admin,
    alice,
    iam(credentials = admin) {
      const client = new IAMClient({ ...settings, credentials });
      clients.push(client);
      return client;
    },
    sts(credentials = admin) {
      const client = new STSClient({ ...settings, credentials });
      clients.push(client);
      return client;
    },
    async stop() {
      for (const client of clients) client.destroy();
      await aws.close();
    },
  };
}

/** A policy text with one statement that allows `ce:Get*` everywhere, with the given elements put over it. */
export function policy(statement: object = {}): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'ce:Get*', Resource: '*', ...statement }],
  });
}

/** The condition of a window, both ends as instants. */
export function within(start: string, end: string): object {
  return {
    Condition: { DateGreaterThanEquals: { 'aws:CurrentTime': start }, DateLessThan: { 'aws:CurrentTime': end } },
  };
}
