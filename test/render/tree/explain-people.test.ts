import { describe, expect, test } from '@jest/globals';
import type { PullRequestFacts } from '../../../src/approval/facts.js';
import { explainJudgement } from '../../../src/render/tree/decision-tree.js';
import { phraseText } from '../../../src/render/tree/phrase.js';
import {
  ALICE,
  BOB,
  BOB_TWO,
  CAROL,
  commit,
  HEAD,
  HOUR,
  LAPSE_BOT,
  NOW,
  OLD_HEAD,
  person,
  review,
  WEB_FLOW,
} from '../../approval/facts-builder.js';
import { policyFiles } from '../../use-cases/example-files.js';
import { approvedReading, readingOf } from '../../use-cases/fake-reading.js';
import { judged } from '../judged.js';

const OTHER = 'e'.repeat(40);

function ownedBy(owners: string) {
  return policyFiles({ '.github/CODEOWNERS': `/access/ ${owners}\n` });
}

/** The head, made at GitHub by alice, with co-authors. */
function suggestion(...coAuthors: readonly (typeof BOB)[]) {
  return commit(ALICE, { committer: WEB_FLOW, committedByGitHub: true, coAuthors });
}

async function notesOf(facts: Partial<PullRequestFacts>, reading = readingOf): Promise<readonly string[]> {
  const tree = explainJudgement(await judged(reading(facts)));
  return tree.children.filter(({ kind }) => kind === 'note').map(({ phrase }) => phraseText(phrase));
}

describe('who cannot give what is missing is said in one line each', () => {
  test.each<[string, Partial<PullRequestFacts>, readonly string[]]>([
    ['nobody', {}, []],
    [
      'whoever committed',
      { commits: [commit(), commit(CAROL, { oid: OTHER }), commit(CAROL, { oid: OLD_HEAD })] },
      ['carol committed to this pull request, so carol cannot approve it; any other owner can'],
    ],
    [
      'whoever committed what another one wrote',
      { commits: [commit(ALICE, { committer: BOB })] },
      ['bob committed to this pull request, so bob cannot approve it; any other owner can'],
    ],
    [
      'whoever committed and approved, once',
      { commits: [commit(), commit(CAROL, { oid: OTHER })], reviews: [review(CAROL)] },
      ['carol committed to this pull request, so carol cannot approve it; any other owner can'],
    ],
    ['not GitHub itself, nor a bot', { commits: [suggestion(), commit(LAPSE_BOT, { oid: OTHER })] }, []],
    [
      'the requester, where CODEOWNERS names them',
      { policyFiles: ownedBy('@alice @bob') },
      ['alice asked for it, and nobody approves their own request'],
    ],
    [
      'the beneficiary, where CODEOWNERS names them',
      { policyFiles: ownedBy('@alice @bob'), author: CAROL, commits: [commit(CAROL)] },
      ['alice would get the access, so alice cannot approve it'],
    ],
    [
      'whoever approved an older commit',
      { reviews: [review(BOB, { commitId: OLD_HEAD })] },
      ['bob approved 1a2b3c4; the head is aaaaaaa now: approve again'],
    ],
    [
      'whoever approved a commit that is gone',
      { reviews: [review(BOB, { commitId: null })] },
      ['bob approved a commit that GitHub no longer knows; the head is aaaaaaa now: approve again'],
    ],
    [
      'whoever approved too long ago',
      { reviews: [review(BOB, { submittedAt: NOW - 25 * HOUR })] },
      ['bob approved more than 24 h ago: approve again'],
    ],
    [
      'whoever approved on another base',
      { reviews: [review(BOB)], baseChangedAt: NOW },
      ['bob approved before the base was changed, when other changes showed: approve again'],
    ],
    [
      'not every stranger who reviews a public repository',
      { reviews: [review(person('mallory', 66), { authorCanPush: false }), review(person('eve', 67))] },
      [],
    ],
  ])('%s', async (_who, facts, notes) => {
    expect(await notesOf(facts)).toEqual(notes);
  });

  test('and nobody any more, once all has been given', async () => {
    const commits = [commit(), commit(CAROL, { oid: OTHER })];
    expect(await notesOf({ commits, reviews: [review(BOB)] }, approvedReading)).toEqual([]);
  });
});

describe('a suggestion that was taken', () => {
  const said =
    'The last commit (aaaaaaa) names bob as co-author, as a suggestion that was taken does. It needs approval; ';
  const may = `${said}bob may give it, if bob is an owner`;
  const others = `${said}an owner has to give it`;

  test.each<[string, Partial<PullRequestFacts>, readonly string[]]>([
    ['is a new head, which the suggester may approve', { commits: [suggestion(BOB)] }, [may]],
    [
      'is told in place of the older approval',
      { commits: [suggestion(BOB)], reviews: [review(BOB, { commitId: OLD_HEAD })] },
      [may],
    ],
    [
      'leaves the approval to others where the suggester committed too',
      { commits: [commit(BOB, { oid: OTHER }), suggestion(BOB)] },
      [others, 'bob committed to this pull request, so bob cannot approve it; any other owner can'],
    ],
    [
      'leaves it to others where the suggester owns nothing of it',
      {
        policyFiles: ownedBy('@carol'),
        commits: [suggestion(BOB)],
        reviews: [review(BOB)],
      },
      [others],
    ],
    ['is none where the requester alone is named', { commits: [suggestion(ALICE)] }, []],
    ['is none where nobody is named', { commits: [suggestion()] }, []],
    ['is none where it is not the last commit', { commits: [{ ...suggestion(BOB), oid: OTHER }, commit()] }, []],
    ['is none where it was not made at GitHub', { commits: [commit(ALICE, { coAuthors: [BOB] })] }, []],
    ['is none where a bot is named', { commits: [suggestion(LAPSE_BOT)] }, []],
  ])('%s', async (_what, facts, notes) => {
    expect(await notesOf({ headSha: HEAD, ...facts })).toEqual(notes);
  });

  test('by the beneficiary is not theirs to approve', async () => {
    const commits = [{ ...suggestion(ALICE), author: BOB_TWO }];
    expect(await notesOf({ author: BOB_TWO, commits })).toEqual([
      'The last commit (aaaaaaa) names alice as co-author, as a suggestion that was taken does. It needs approval; an owner has to give it',
    ]);
  });
});
