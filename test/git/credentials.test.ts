import { describe, expect, test } from '@jest/globals';
import { credentialVariables } from '../../src/git/credentials.js';

describe('the token for a fetch', () => {
  test('goes to its own server only', () => {
    const variables = credentialVariables({ token: 'secret', serverUrl: 'https://github.example.org/' }, {});
    expect(variables['GIT_CONFIG_KEY_0']).toBe('http.https://github.example.org/.extraHeader');
    expect(variables['GIT_CONFIG_COUNT']).toBe('1');
  });

  test('leaves the settings that are there already in their places', () => {
    const ambient = { GIT_CONFIG_COUNT: '2', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_KEY_1: 'user.name' };
    const variables = credentialVariables({ token: 'secret', serverUrl: 'https://github.com' }, ambient);
    expect(variables['GIT_CONFIG_COUNT']).toBe('3');
    expect(Object.keys(variables)).not.toContain('GIT_CONFIG_KEY_0');
  });

  test.each(['-1', 'many', '1.5'])('a count that git would refuse (%s) is not counted on', (count) => {
    const variables = credentialVariables({ token: 't', serverUrl: 'https://github.com' }, { GIT_CONFIG_COUNT: count });
    expect(variables['GIT_CONFIG_COUNT']).toBe('1');
  });

  test('is written as GitHub takes it from git', () => {
    const variables = credentialVariables({ token: 'secret', serverUrl: 'https://github.com' }, {});
    const basic = String(variables['GIT_CONFIG_VALUE_0']).replace('Authorization: Basic ', '');
    expect(Buffer.from(basic, 'base64').toString()).toBe('x-access-token:secret');
  });
});
