import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Acme, startAcme } from './acme.js';

describe('git over HTTP refuses', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await startAcme();
    const clone = await acme.clone('alice');
    await clone.commit('Start', { 'README.md': 'hello\n' });
    await clone.git('push', '-q', 'origin', 'main');
    acme.github.protect('acme/access', { branch: 'lapse/**/*', requirePullRequest: true, pushAllowances: ['lapse'] });
  });
  afterAll(() => acme.stop());

  test('a bad token, who may only read, and a push to a guarded branch, but not the App that may', async () => {
    const clone = await acme.clone('carol');
    await expect(clone.git('push', '-q', 'origin', 'HEAD:refs/heads/mine')).rejects.toThrow('403');
    const url = acme.cloneUrl.replace('http://', 'http://x:ghp_bad@');
    await expect(clone.git('ls-remote', url)).rejects.toThrow('Authentication failed');
    const writer = await acme.clone('alice');
    await expect(writer.git('push', '-q', 'origin', 'HEAD:refs/heads/lapse/revert/x')).rejects.toThrow('GH006');
    await writer.git('push', '-q', 'origin', 'HEAD:refs/heads/lapsed');
    await writer.git(
      'push',
      '-q',
      acme.cloneUrl.replace('http://', `http://x:${await acme.appToken()}@`),
      'HEAD:refs/heads/lapse/revert/x',
    );
  });
});
