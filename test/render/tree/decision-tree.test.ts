import { describe, expect, test } from '@jest/globals';
import type { PullRequestReading } from '../../../src/github/github.js';
import type { Judgement } from '../../../src/render/judgement.js';
import { renderApprovalCheck } from '../../../src/render/render-checks.js';
import { renderComment } from '../../../src/render/render-comment.js';
import { describeExplanation, renderExplanation } from '../../../src/render/terminal/render-explanation.js';
import type { DecisionNode } from '../../../src/render/tree/decision-node.js';
import { explainJudgement } from '../../../src/render/tree/decision-tree.js';
import { phraseText } from '../../../src/render/tree/phrase.js';
import {
  ALICE,
  ALICE_PATH,
  added,
  BOB,
  BOB_TWO,
  CAROL,
  commit,
  HOUR,
  LAPSE_BOT,
  modified,
  NOW,
  OLD_HEAD,
  removed,
  requestText,
  review,
  sourceFile,
} from '../../approval/facts-builder.js';
import { POLICY, policyFiles } from '../../use-cases/example-files.js';
import { approvedReading, readingOf } from '../../use-cases/fake-reading.js';
import { asShown } from '../as-shown.js';
import { judged } from '../judged.js';

const ROLES = 'access/aws-sandbox/roles.yaml';
const TWO_GROUPS = policyFiles({
  [ROLES]: POLICY[ROLES].replace(
    'max_duration: 2d',
    'max_duration: 2d\n    approvers: [{ from: code-owners, count: 2 }, { from: "@acme/finance", count: 1 }]',
  ),
});
const POLICY_CHANGE = [modified(ROLES, POLICY[ROLES], POLICY[ROLES].replace('max_duration: 2h', 'max_duration: 4h'))];

function flatten(node: DecisionNode): readonly DecisionNode[] {
  return [node, ...node.children.flatMap(flatten)];
}

async function textsOf(reading: PullRequestReading, rest: Partial<Judgement> = {}): Promise<readonly string[]> {
  return flatten(explainJudgement(await judged(reading, rest))).map(({ phrase }) => phraseText(phrase));
}

/** `kind phrase`, indented. */
function outline(node: DecisionNode, depth = 0): readonly string[] {
  const line = `${'  '.repeat(depth)}${node.kind} ${node.sign}: ${phraseText(node.phrase)}`;
  return [line, ...node.children.flatMap((child) => outline(child, depth + 1))];
}

test('a file leads to its role, its line of CODEOWNERS, its groups and its people', async () => {
  const reviews = [review(BOB, { id: 1 }), review(CAROL, { id: 2, commitId: OLD_HEAD })];
  const tree = explainJudgement(await judged(readingOf({ policyFiles: TWO_GROUPS, reviews })));
  const file = tree.children.find(({ kind }) => kind === 'file');
  if (file === undefined) throw new Error('the tree has no file');
  expect(outline(file)).toEqual([
    `file pending: ${ALICE_PATH}: It still needs 1 approval of the owners of /access/ (.github/CODEOWNERS line 1) and 1 approval of @acme/finance.`,
    '  role plain: role billing for alice',
    '    rule plain: owned through /access/ (.github/CODEOWNERS line 1) by @acme/security',
    '      group pending: code owners: 1 of 2',
    '        person approved: bob approved, and owns /access/ (.github/CODEOWNERS line 1): counts',
    '      group pending: @acme/finance: 0 of 1',
    '      person passed-over: carol approved an older commit (1a2b3c4): does not count',
  ]);
});

describe('what it waits for', () => {
  test.each<[string, PullRequestReading, readonly string[]]>([
    [
      'is told once for several files',
      readingOf({ files: [added(), added('access/aws-prod/alice/read.yaml', requestText('read'))] }),
      ['Waits for 1 approval by @acme/security, for 2 files'],
    ],
    [
      'names the file where it is one of several',
      approvedReading({ files: [added(), added('access/aws-prod/bob/read.yaml', requestText('read'))] }),
      ['Waits for 1 approval by @acme/security, for access/aws-prod/bob/read.yaml'],
    ],
    [
      'leaves out whoever is barred, and e-mail addresses',
      readingOf({
        policyFiles: policyFiles({ '.github/CODEOWNERS': '/access/ @alice @bob x@acme.test @acme/security\n' }),
      }),
      ['Waits for 1 approval by @bob or @acme/security'],
    ],
    [
      'is somebody who asked for changes',
      approvedReading({ reviews: [review(BOB), review(CAROL, { state: 'CHANGES_REQUESTED' })] }),
      ['Waits for carol, who asked for changes: to approve, or to have the review dismissed'],
    ],
  ])('%s', async (_what, reading, waits) => {
    const { children } = explainJudgement(await judged(reading));
    expect(children.filter(({ kind }) => kind === 'wait').map(({ phrase }) => phraseText(phrase))).toEqual(waits);
  });
});

describe('what else there is to know is said', () => {
  test.each<[string, PullRequestReading, Partial<Judgement>, string]>([
    ['of a draft', readingOf({ isDraft: true }), {}, 'This is a draft: it is not merged before it is ready for review'],
    ['of a revocation', readingOf({ files: [removed()] }), {}, 'It only takes access away, which needs no owner.'],
    [
      'of another pull request with its head',
      approvedReading(),
      { blockedBy: [13] },
      'Pull request 13 has the same head commit and does not pass: close it, or push to this one',
    ],
    [
      'of a merge that GitHub refused',
      approvedReading(),
      { mergeRefusal: 'At least 1 approving review is required' },
      'Lapse could not merge it; GitHub says: At least 1 approving review is required',
    ],
    [
      'of a policy change, where to look for its effect',
      readingOf({ files: POLICY_CHANGE }),
      {},
      'access-validate in the checks (https://github.com/acme/access/pull/12/checks) lists what it does to the grants that stand',
    ],
    [
      'of an approved policy change, who merges it',
      approvedReading({ files: POLICY_CHANGE }),
      {},
      'Lapse does not merge policy changes: people do',
    ],
    [
      'of a command',
      readingOf({
        author: LAPSE_BOT,
        commanded: { by: BOB, grant: 'aws-sandbox/alice/billing', length: 2 * HOUR },
      }),
      {},
      'bob asked for it in a comment: aws-sandbox/alice/billing longer by 2h',
    ],
    [
      'of the quota, with the other grants of the person',
      approvedReading({ standing: [sourceFile('access/aws-sandbox/alice/more.yaml', requestText())] }),
      {},
      'alice.smith: 494 of 2,048 characters of inline policy after the merge',
    ],
  ])('%s', async (_what, reading, rest, phrase) => {
    expect(await textsOf(reading, rest)).toContain(phrase);
  });

  test('a quota that is exceeded is a problem, and not told twice', async () => {
    const use = { holder: 'alice.smith', used: 2_310, most: 2_048, unit: 'characters of inline policy', grants: [] };
    const fault = { rule: 'over-quota', grants: [], message: 'Too much.', cure: 'Remove one.' };
    const texts = await textsOf(approvedReading(), { quotaUses: [use], quotaFaults: [fault] });
    expect(texts).toContain('Too much. Remove one. (over-quota)');
    expect(texts.join()).not.toContain('after the merge');
  });

  test('a floor that the provider cannot give is none', async () => {
    const roles = POLICY[ROLES].replace('"ce:Get*"', '"iam:*"');
    const texts = await textsOf(approvedReading({ policyFiles: policyFiles({ [ROLES]: roles }) }));
    expect(texts.join('\n')).toContain('aws-sandbox/alice/billing: nothing at AWS ends it for sure');
    expect(texts.join('\n')).toContain('(floor: none)');
  });

  test('nothing is said of a merge that was not tried', async () => {
    expect((await textsOf(approvedReading())).join()).not.toContain('could not merge');
  });
});

describe('design §5: every medium renders the same tree', () => {
  const cases: readonly (readonly [string, PullRequestReading, Partial<Judgement>])[] = [
    [
      'waiting',
      readingOf({
        policyFiles: TWO_GROUPS,
        reviews: [review(BOB)],
        commits: [commit(), commit(CAROL, { oid: OLD_HEAD })],
      }),
      {},
    ],
    ['approved', approvedReading({ reviews: [review(BOB), review(BOB_TWO), review(ALICE)] }), {}],
    ['wrong', readingOf({ files: [added(ALICE_PATH, requestText('biling', 'duration: 3d'))] }), {}],
    ['refused', readingOf({ isFork: true }), {}],
    ['a revocation', readingOf({ files: [removed()] }), { blockedBy: [13] }],
    ['a policy change', readingOf({ files: POLICY_CHANGE }), {}],
    ['not merged', approvedReading(), { mergeRefusal: 'Head branch was modified' }],
  ];

  test.each(cases)('%s', async (_name, reading, rest) => {
    const judgement = await judged(reading, rest);
    const data = { judgement, at: NOW, state: 'open', assumptions: [] };
    const nodes = flatten(explainJudgement(judgement));
    // The address of a link is no part of what is read.
    const texts = nodes.map(({ phrase }) => phraseText(phrase).replace(/ \(https:[^)]*\)/, ''));
    const terminal = renderExplanation(data, { colour: false }).replace(/ \(https:[^)]*\)/g, '');
    const json = listPhrases(describeExplanation(data)['tree']).map((text) => text.replace(/ \(https:[^)]*\)/, ''));
    expect(json).toEqual(texts);
    for (const text of texts) expect(terminal).toContain(text);

    const markdown = readMarkdown(`${renderComment(judgement)}\n${renderApprovalCheck(judgement).summary}`);
    // Where nothing was looked into, the comment has no details, and says in its list what the files would say.
    const shown = nodes.filter(({ kind }) => kind !== 'file' && kind !== 'entitlement');
    for (const { phrase } of shown) expect(markdown).toContain(phraseText(phrase).replace(/ \(https:[^)]*\)/, ''));
  });
});

function readMarkdown(markdown: string): string {
  return asShown(markdown).replace(/\[(the checks)\]\(https:[^)]*\)/g, '$1');
}

function listPhrases(tree: unknown): readonly string[] {
  const { phrase, children } = tree as { phrase: string; children: readonly unknown[] };
  return [phrase, ...children.flatMap(listPhrases)];
}
