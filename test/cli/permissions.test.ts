import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runLapse } from './run-lapse.js';
import { createRepository, POLICY, type TestRepository } from './test-repository.js';

let server: Server;
let url: string;
let status: number;
let repository: TestRepository;
beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ message: 'Resource not accessible by integration\u001b[2J' }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  repository = createRepository(POLICY);
  repository.commit('policy', '2026-11-20T08:00:00Z');
});
afterAll(async () => {
  repository.remove();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('what GitHub refuses', () => {
  test.each([
    ['plan', 403, 1, /^lapse: GitHub does not permit .*permission “.+”/],
    ['provision', 403, 1, /^lapse: GitHub does not permit .*permission “.+”/],
    ['expire', 403, 1, /^lapse: GitHub does not permit .*permission “.+”/],
    ['plan', 401, 2, /^lapse: GitHub refuses the token .*set a valid GITHUB_TOKEN/],
  ])(
    '`lapse %s` that gets a %d ends with %d and one line that says what to do',
    async (name, answer, code, expected) => {
      status = answer;
      const env = {
        GITHUB_TOKEN: 'token-of-the-app',
        GITHUB_REPOSITORY: 'acme/access',
        GITHUB_API_URL: url,
        GITHUB_GRAPHQL_URL: `${url}/graphql`,
      };
      const ended = await runLapse([name], repository.path, env);
      expect(ended.stderr).toMatch(expected);
      expect(ended.stderr).not.toContain('token-of-the-app');
      expect(ended.stderr).not.toContain('\u001b');
      expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code, stdout: '' });
    },
  );
});
