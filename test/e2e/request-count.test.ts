import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ACCESS, type Lapse, requestText, startLapse } from './start-lapse.js';

const PEOPLE_AT_ONCE = 20;
const FILES_EACH = 5;

/** Everybody who asks is known, so that nothing but the size is out of the ordinary. */
const PEOPLE = Array.from(
  { length: PEOPLE_AT_ONCE },
  (_, index) => `  asker-${index}: { id: ${9000 + index}, aws-iam: asker.${index} }`,
);

/** Requests of many people that stand on the branch, written in one commit and by one process. */
async function letStand(lapse: Lapse, from: number, to: number): Promise<void> {
  await lapse.bob.git('fetch', '--quiet', 'origin', 'main');
  const tip = await lapse.bob.git('rev-parse', 'FETCH_HEAD');
  const request = requestText();
  // https://git-scm.com/docs/git-fast-import#_filemodify
  const files = Array.from({ length: to - from }, (_, index) => {
    const path = `access/aws-sandbox/somebody-${Math.floor((from + index) / 10)}/request-${from + index}.yaml`;
    return `M 100644 inline ${path}\ndata ${Buffer.byteLength(request)}\n${request}`;
  });
  const who = `bob <583232+bob@users.noreply.github.com> ${Math.floor(lapse.world.clock.now() / 1000)} +0000`;
  const input = `commit refs/heads/many\ncommitter ${who}\ndata 4\nMany\nfrom ${tip}\n${files.join('\n')}\n`;
  execFileSync('git', ['-C', lapse.bob.clone, 'fast-import', '--quiet', '--force'], { input });
  await lapse.bob.git('push', '--quiet', 'origin', 'many:main');
  await lapse.world.github.settle();
}

describe('one pull_request.synchronize of a pull request with 100 files', () => {
  let lapse: Lapse;

  beforeAll(async () => {
    lapse = await startLapse({
      isProtected: false,
      files: { 'access/people.yaml': `people:\n${PEOPLE.join('\n')}\n` },
    });
    // Else each of her checkouts writes all that stands.
    await lapse.carol.git('sparse-checkout', 'set', '--no-cone', '/access/aws-sandbox/asker-*');
  }, 60_000);
  afterAll(() => lapse.stop());

  /** What the App asks of GitHub for one push of 100 changed requests. */
  async function countRequests(branch: string): Promise<{ reads: number; memberships: number; writes: number }> {
    await lapse.carol.pull();
    const paths = Array.from({ length: PEOPLE_AT_ONCE * FILES_EACH }, (_, index) => {
      const login = `asker-${index % PEOPLE_AT_ONCE}`;
      return `access/aws-sandbox/${login}/${branch}-${index}.yaml`;
    });
    const write = (duration: string) => Object.fromEntries(paths.map((path) => [path, requestText({ duration })]));
    await lapse.carol.push(branch, write('4h'), 'Ask for much');
    const number = await lapse.open(lapse.carol, branch);
    // An owner's review makes it worth asking who is in the team.
    const stale = await lapse.carol.git('rev-parse', 'HEAD');
    await lapse.bob.octokit.rest.pulls.createReview({
      ...ACCESS,
      pull_number: number,
      event: 'REQUEST_CHANGES',
      body: 'Less, please.',
      commit_id: stale,
    });
    await lapse.world.github.settle();
    const before = lapse.world.github.requests.length;
    await lapse.carol.push(branch, write('2h'), 'Ask for less');
    await lapse.world.github.settle();
    const requests = lapse.world.github.requests
      .slice(before)
      .filter((request) => request.actor === 'lapse[bot]' && !request.route.includes('/access_tokens'));
    const isMembership = (route: string) => route.includes('/memberships/');
    const isWrite = (route: string) => !route.startsWith('GET ') && route !== 'POST /graphql';
    return {
      reads: requests.filter(({ route }) => !isWrite(route) && !isMembership(route)).length,
      memberships: requests.filter(({ route }) => isMembership(route)).length,
      writes: requests.filter(({ route }) => isWrite(route)).length,
    };
  }

  test('takes at most 4 reads besides team memberships, and 3 writes, and no more with 10 times the standing requests', async () => {
    await letStand(lapse, 0, 2_000);
    const few = await countRequests('few');
    await letStand(lapse, 2_000, 20_000);
    const many = await countRequests('many');
    console.log(
      `requests for one synchronize of 100 files: 2,000 standing ${JSON.stringify(few)}, 20,000 standing ${JSON.stringify(many)}`,
    );
    expect(few.reads).toBeLessThanOrEqual(4);
    expect(few.writes).toBeLessThanOrEqual(3);
    expect(few.memberships).toBe(1);
    expect(many).toEqual(few);
  }, 180_000);
});
