import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { UsageError } from '../use-cases/usage-error.js';

/** What the server needs to know, checked before anything listens. */
export interface Settings {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly host: string;
  readonly port: number;
  /** GitHub's REST address; null: github.com. */
  readonly apiUrl: string | null;
  readonly logLevel: LogLevel;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Probot takes this for the secret where none is set, and everybody knows it. */
const PROBOT_DEFAULT_SECRET = 'development';

/**
 * Reads the environment variables that Probot's documentation names (https://probot.github.io/docs/configuration/), and
 * refuses what would start a server that anybody could talk to.
 * @throws {UsageError} naming the variable and the cure.
 */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const appId = Number(environment.APP_ID);
  if (!Number.isSafeInteger(appId) || appId <= 0) {
    throw new UsageError('APP_ID is not a number', 'Set it to the "App ID" of the settings page of your GitHub App.');
  }
  return {
    appId,
    privateKey: readPrivateKey(environment),
    webhookSecret: readWebhookSecret(environment),
    host: environment.HOST ?? 'localhost',
    port: readPort(environment),
    apiUrl: readApiUrl(environment),
    logLevel: readLogLevel(environment),
  };
}

function readWebhookSecret(environment: NodeJS.ProcessEnv): string {
  const secret = environment.WEBHOOK_SECRET ?? '';
  if (secret.trim() === '') {
    throw new UsageError(
      'WEBHOOK_SECRET is not set, so anybody could send webhooks',
      'Set it to the webhook secret of your GitHub App; `openssl rand -hex 32` makes one.',
    );
  }
  if (secret === PROBOT_DEFAULT_SECRET) {
    throw new UsageError(
      `WEBHOOK_SECRET is "${PROBOT_DEFAULT_SECRET}", which everybody knows`,
      'Choose another one; `openssl rand -hex 32` makes one.',
    );
  }
  return secret;
}

function readPrivateKey(environment: NodeJS.ProcessEnv): string {
  const path = environment.PRIVATE_KEY_PATH;
  const given = environment.PRIVATE_KEY ?? (path === undefined ? '' : readKeyFile(path));
  const cure =
    'Set PRIVATE_KEY to the PEM text (or its base64), or PRIVATE_KEY_PATH to the .pem file that GitHub gave you.';
  if (given === '') throw new UsageError('neither PRIVATE_KEY nor PRIVATE_KEY_PATH is set', cure);
  const pem = given.includes('-----BEGIN')
    ? given.replaceAll('\\n', '\n')
    : Buffer.from(given, 'base64').toString('utf8');
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType !== 'rsa') throw new Error(`it is a key of type ${key.asymmetricKeyType}`);
  } catch {
    // The cause may quote the key: it is left out.
    throw new UsageError('the private key of the GitHub App is not an RSA key in PEM', cure);
  }
  return pem;
}

/** A key of 1,024 bits has more characters, in PEM or in base64 alone. */
const LONGEST_PATH = 500;

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // Whoever mixes the two variables up has the key itself here, and a log is no place for it.
    const shown = path.length > LONGEST_PATH || /\n|-----/.test(path) ? 'it is no path' : path;
    throw new UsageError(`PRIVATE_KEY_PATH cannot be read: ${shown}`, 'Give the path of the .pem file.', {
      cause: error,
    });
  }
}

function readPort(environment: NodeJS.ProcessEnv): number {
  const text = environment.PORT ?? '3000';
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new UsageError('PORT is not a port number', 'Set it to a number from 0 to 65535; 0 takes any free port.');
  }
  return port;
}

function readApiUrl(environment: NodeJS.ProcessEnv): string | null {
  const text = environment.GITHUB_API_URL;
  if (text === undefined || text === '') return null;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new UsageError(
      'GITHUB_API_URL is not an address',
      'Set it to the REST address of your GitHub, such as https://github.example.org/api/v3.',
    );
  }
  const { username, password } = new URL(text);
  // Whoever asks there would quote it in every error.
  if (username + password !== '') {
    throw new UsageError('GITHUB_API_URL holds a password', 'Leave it out: the App goes by its private key.');
  }
  return text.replace(/\/$/, '');
}

function readLogLevel(environment: NodeJS.ProcessEnv): LogLevel {
  const level = environment.LOG_LEVEL ?? 'info';
  const known = LOG_LEVELS.find((candidate) => candidate === level);
  if (known === undefined)
    throw new UsageError('LOG_LEVEL is not a level', `Set it to one of ${LOG_LEVELS.join(', ')}.`);
  return known;
}
