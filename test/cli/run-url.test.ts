import { expect, test } from '@jest/globals';
import { readRunUrl } from '../../src/cli/run-ports.js';

const ENVIRONMENT = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'acme/access',
  GITHUB_RUN_ID: '7',
};

test('a run in GitHub Actions says where its log is', () => {
  expect(readRunUrl({ env: ENVIRONMENT })).toBe('https://github.com/acme/access/actions/runs/7');
});

test.each(Object.keys(ENVIRONMENT))('a run without %s has no log that lasts', (name) => {
  expect(readRunUrl({ env: { ...ENVIRONMENT, [name]: undefined } })).toBeUndefined();
  expect(readRunUrl({ env: { ...ENVIRONMENT, [name]: '' } })).toBeUndefined();
});

test.each(['https://bob:word@github.com', 'https://word@github.com', 'github.com'])(
  'a server %s is not told: everybody may read the evidence',
  (server) => {
    expect(readRunUrl({ env: { ...ENVIRONMENT, GITHUB_SERVER_URL: server } })).toBeUndefined();
  },
);
