import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readSettings } from '../../src/app/read-settings.js';
import { UsageError } from '../../src/use-cases/usage-error.js';

const PEM_1 = { type: 'pkcs1', format: 'pem' } as const;
const PEM_8 = { type: 'pkcs8', format: 'pem' } as const;
/** GitHub gives keys as PKCS #1. */
const KEY = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const PRIVATE_KEY = KEY.export(PEM_1).toString();
const EC_KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(PEM_8).toString();
const PUBLIC_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export(PEM_1).toString();

type Environment = Readonly<Record<string, string | undefined>>;

const SOUND = { APP_ID: '12345', PRIVATE_KEY, WEBHOOK_SECRET: 'a-secret-of-ours' };

function environment(changes: Environment): NodeJS.ProcessEnv {
  const entries = Object.entries({ ...SOUND, ...changes }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries);
}

function refusal(changes: Environment): UsageError {
  try {
    readSettings(environment(changes));
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('the settings were taken');
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lapse-settings-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the server does not start', () => {
  test.each<[string, Environment, RegExp]>([
    ['without a webhook secret', { WEBHOOK_SECRET: undefined }, /WEBHOOK_SECRET is not set/],
    ['with an empty webhook secret', { WEBHOOK_SECRET: '' }, /WEBHOOK_SECRET is not set/],
    ['with a webhook secret of white space', { WEBHOOK_SECRET: '  ' }, /WEBHOOK_SECRET/],
    ['with the webhook secret that everybody knows', { WEBHOOK_SECRET: 'development' }, /everybody knows/],
    ['without an App id', { APP_ID: undefined }, /APP_ID/],
    ['with a client id in place of the App id', { APP_ID: 'Iv23liabc' }, /APP_ID/],
    ['with an App id of 0', { APP_ID: '0' }, /APP_ID/],
    ['with an empty App id', { APP_ID: '' }, /APP_ID/],
    ['without a private key', { PRIVATE_KEY: undefined }, /neither PRIVATE_KEY nor PRIVATE_KEY_PATH/],
    ['with an empty private key', { PRIVATE_KEY: '' }, /neither PRIVATE_KEY nor PRIVATE_KEY_PATH/],
    ['with a private key that is none', { PRIVATE_KEY: 'not a key' }, /not an RSA key/],
    ['with half a private key', { PRIVATE_KEY: PRIVATE_KEY.slice(0, 400) }, /not an RSA key/],
    ['with a public key', { PRIVATE_KEY: PUBLIC_KEY }, /not an RSA key/],
    ['with a key of another type', { PRIVATE_KEY: EC_KEY }, /not an RSA key/],
    [
      'with a key file that is not there',
      { PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: '/nowhere/key.pem' },
      /\/nowhere\/key\.pem/,
    ],
    [
      'with the key itself for its path',
      { PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: PRIVATE_KEY },
      /read: it is no path$/,
    ],
    ['with a port that is a word', { PORT: 'http' }, /PORT/],
    ['with a port that is too high', { PORT: '65536' }, /PORT/],
    ['with a port below 0', { PORT: '-1' }, /PORT/],
    ['with a port that has a fraction', { PORT: '3000.5' }, /PORT/],
    ['with an API address that is none', { GITHUB_API_URL: 'github.example.org' }, /GITHUB_API_URL/],
    ['with an API address of another protocol', { GITHUB_API_URL: 'file:///etc/passwd' }, /GITHUB_API_URL/],
    ['with a password in the API address', { GITHUB_API_URL: 'https://bob:word@ghes.test' }, /GITHUB_API_URL holds/],
    ['with a log level that is none', { LOG_LEVEL: 'loud' }, /LOG_LEVEL/],
  ])('%s, and says what to do', (_name, changes, message) => {
    const error = refusal(changes);
    expect(error.message).toMatch(message);
    expect(error.cure).toMatch(/\S/);
  });

  test('and never shows the key or the secret', () => {
    for (const key of [EC_KEY, PRIVATE_KEY.slice(0, 400), 'not a key']) {
      const error = refusal({ PRIVATE_KEY: key });
      expect(`${error.message} ${error.cure} ${error.stack} ${String(error.cause)}`).not.toContain(key.slice(0, 60));
    }
  });
});

describe('the settings', () => {
  test('are these where nothing else is said', () => {
    expect(readSettings(environment({}))).toEqual({
      appId: 12345,
      privateKey: PRIVATE_KEY,
      webhookSecret: 'a-secret-of-ours',
      host: 'localhost',
      port: 3000,
      apiUrl: null,
      logLevel: 'info',
    });
  });

  test.each([
    ['PEM on one line, as many shops store it', PRIVATE_KEY.replaceAll('\n', '\\n')],
    ['base64', Buffer.from(PRIVATE_KEY).toString('base64')],
    ['PKCS #8', KEY.export(PEM_8).toString()],
  ])('take a key as %s', (_name, key) => {
    expect(readSettings(environment({ PRIVATE_KEY: key })).privateKey).toMatch(/^-----BEGIN (RSA )?PRIVATE KEY-----\n/);
  });

  test('take a key from a file', () => {
    const path = join(folder, 'key.pem');
    writeFileSync(path, PRIVATE_KEY);
    const read = readSettings(environment({ PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: path }));
    expect(read.privateKey).toBe(PRIVATE_KEY);
  });

  test('take host, port, level and address', () => {
    const given = { HOST: '0.0.0.0', PORT: '0', LOG_LEVEL: 'warn', GITHUB_API_URL: 'https://github.acme.test/api/v3/' };
    expect(readSettings(environment(given))).toMatchObject({
      host: '0.0.0.0',
      port: 0,
      logLevel: 'warn',
      apiUrl: 'https://github.acme.test/api/v3',
    });
  });
});
