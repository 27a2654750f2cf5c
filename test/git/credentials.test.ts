import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { credentialVariables } from '../../src/git/credentials.js';
import { openRepository } from '../../src/git/git-repository.js';
import { removeTemporaryFolders, temporaryRepository } from './temporary-repository.js';

afterEach(removeTemporaryFolders);

describe('the token for a fetch', () => {
  test('goes to its own server only', () => {
    const variables = credentialVariables({ token: 'secret', serverUrl: 'https://github.example.org/' }, {});
    expect(variables['GIT_CONFIG_KEY_0']).toBe('http.https://github.example.org/.extraHeader');
    expect(variables['GIT_CONFIG_COUNT']).toBe('2');
  });

  test('leaves the settings that are there already in their places', () => {
    const ambient = { GIT_CONFIG_COUNT: '2', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_KEY_1: 'user.name' };
    const variables = credentialVariables({ token: 'secret', serverUrl: 'https://github.com' }, ambient);
    expect(variables['GIT_CONFIG_COUNT']).toBe('4');
    expect(Object.keys(variables)).not.toContain('GIT_CONFIG_KEY_0');
  });

  test.each(['-1', 'many', '1.5'])('a count that git would refuse (%s) is not counted on', (count) => {
    const variables = credentialVariables({ token: 't', serverUrl: 'https://github.com' }, { GIT_CONFIG_COUNT: count });
    expect(variables['GIT_CONFIG_COUNT']).toBe('2');
  });

  test('is written as GitHub takes it from git', () => {
    const variables = credentialVariables({ token: 'secret', serverUrl: 'https://github.com' }, {});
    const basic = String(variables['GIT_CONFIG_VALUE_1']).replace('Authorization: Basic ', '');
    expect(Buffer.from(basic, 'base64').toString()).toBe('x-access-token:secret');
  });
});

test('a checkout that kept a header of its own sends the token alone, and another server gets none', async () => {
  const headers: string[][] = [];
  const server = createServer((request, response) => {
    headers.push(request.rawHeaders.filter((_, index, all) => all[index - 1]?.toLowerCase() === 'authorization'));
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const serverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const own = temporaryRepository();
    own.git('config', `http.${serverUrl}/.extraheader`, 'Authorization: basic old');
    own.git('remote', 'add', 'origin', `${serverUrl}/acme/access.git`);
    for (const other of [serverUrl, 'https://github.com']) {
      const repository = await openRepository(own.directory, { token: 'secret', serverUrl: other });
      await expect(repository.ensureCommit('1'.repeat(40), 'main')).rejects.toThrow('git fetch failed');
    }
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
  const basic = Buffer.from('x-access-token:secret').toString('base64');
  expect(headers).toEqual([[`Basic ${basic}`], ['basic old']]);
});
