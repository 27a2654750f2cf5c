import { describe, expect, test } from '@jest/globals';
import { answerGraphql, github, mockGitHub } from '../github/mocked-github.js';
import {
  ADDED,
  answerFiles,
  changed,
  contents,
  entry,
  PATH,
  page,
  pullRequest,
  README,
  TEXT,
} from '../github/recorded-pull-request.js';

mockGitHub();

/** The pull request as it is: to main, and with a request. */
function answerHonestly(): void {
  answerGraphql(pullRequest());
  answerFiles([ADDED]);
  answerGraphql(contents([`+${PATH}`], { head: { oid: pullRequestHead(), head0: entry('billing.yaml', TEXT) } }));
}

function pullRequestHead(): unknown {
  return changed([])['headRefOid'];
}

describe('law 4: whoever changes the base and back while it is read, so that a request does not show', () => {
  test('gets no judgement of the files that another base shows', async () => {
    answerGraphql(pullRequest());
    // Against the other branch, which holds the request already, the same head changes the README alone.
    answerFiles([README]);
    answerGraphql(contents([], { pullRequest: changed([], { baseRefName: 'decoy' }) }));
    answerHonestly();
    const { facts } = await github().readPullRequest(12);
    expect(facts.files.map((file) => file.path)).toEqual([PATH]);
  });

  test('gets none on a further page either', async () => {
    answerGraphql(pullRequest());
    answerFiles([README]);
    answerGraphql(contents([], { pullRequest: changed([], { files: page([], 'next') }) }));
    answerGraphql({ data: { repository: { pullRequest: changed([], { baseRefName: 'decoy' }) } } });
    answerHonestly();
    const { facts } = await github().readPullRequest(12);
    expect(facts.files.map((file) => file.path)).toEqual([PATH]);
  });
});
