import { describe, expect, test } from '@jest/globals';
import type { PullRequestReading } from '../../src/github/github.js';
import { passesRequestCheck } from '../../src/render/judgement.js';
import { judgePullRequest } from '../../src/use-cases/judge-pull-request.js';
import { ALICE_PATH, added, HOUR, modified, NOW, removed, requestText, sourceFile } from '../approval/facts-builder.js';
import { POLICY, policyFiles } from './example-files.js';
import { fakeGitHub } from './fake-github.js';
import { approvedReading, portsOf, readingOf } from './fake-reading.js';

async function judge(reading: PullRequestReading) {
  const fake = fakeGitHub();
  const { judgement } = await judgePullRequest(reading, portsOf(fake));
  return { judgement, calls: fake.calls };
}

/** A role whose policy takes nearly half of what IAM lets a user have. */
const LARGE = policyFiles({
  'access/aws-sandbox/roles.yaml': `roles:
  billing:
    description: Much
    allow: { statements: [{ action: [${[...Array(60).keys()].map((index) => `"s3:GetThing${index}"`).join(', ')}], resource: "*" }] }
    max_duration: 8h
`,
});

function standing(name: string) {
  return sourceFile(`access/aws-sandbox/alice/${name}.yaml`, requestText());
}

describe('the quota', () => {
  test('counts the other grants of the person, all of which count as standing', async () => {
    const { judgement } = await judge(
      approvedReading({ policyFiles: LARGE, standing: [standing('a'), standing('b')] }),
    );
    expect(judgement.quotaFaults).toMatchObject([{ rule: 'over-quota' }]);
    expect(judgement.quotaFaults[0]?.grants).toContain('aws-sandbox/alice/billing');
    expect(passesRequestCheck(judgement)).toBe(false);
  });

  test('does not count the old version of a file that is changed', async () => {
    const changed = modified(ALICE_PATH, requestText(), requestText('billing', 'duration: 8h'));
    const { judgement } = await judge(
      approvedReading({ policyFiles: LARGE, files: [changed], standing: [standing('billing')] }),
    );
    expect(judgement.quotaFaults).toEqual([]);
  });

  test.each([
    ['a removal', removed()],
    ['an earlier end', modified(ALICE_PATH, requestText(), requestText('billing', 'duration: 1h'))],
  ])('law 7: does not hold up %s for somebody who has too much', async (_name, file) => {
    const files = ['a', 'b', 'c', 'd'].map(standing);
    const { judgement } = await judge(readingOf({ policyFiles: LARGE, files: [file], standing: files }));
    expect(judgement.decision.kind).toBe('revocation');
    expect(passesRequestCheck(judgement)).toBe(true);
  });

  test('passes over standing files that cannot be read', async () => {
    const broken = sourceFile('access/aws-sandbox/alice/broken.yaml', 'role: [');
    const { judgement } = await judge(approvedReading({ standing: [broken] }));
    expect(judgement.quotaFaults).toEqual([]);
    expect(passesRequestCheck(judgement)).toBe(true);
  });
});

describe('the plan of a pull request', () => {
  test('law 2: says what the merge would give, and when the provider itself ends it', async () => {
    const { judgement } = await judge(approvedReading());
    expect(judgement.requested).toMatchObject([
      { change: 'added', grant: 'aws-sandbox/alice/billing', entitlements: [{ floor: NOW + 4 * HOUR }] },
    ]);
  });

  test.each([
    ['a removal', removed()],
    ['a file with an error', added(ALICE_PATH, requestText('billing', 'duration: 9d'))],
    ['a file that cannot be read', added(ALICE_PATH, 'role: [')],
  ])('gives nothing for %s', async (_name, file) => {
    const { judgement } = await judge(readingOf({ files: [file] }));
    expect(judgement.requested).toMatchObject([{ entitlements: [] }]);
  });
});

describe('GitHub is asked', () => {
  test('for the memberships of those whose review could count, each once, and for nothing else', async () => {
    const files = [added(), added('access/aws-sandbox/alice/second.yaml')];
    expect((await judge(approvedReading({ files }))).calls).toEqual(['isTeamMember']);
  });

  test.each([
    ['nobody reviewed', readingOf()],
    ['it touches nothing of ours', approvedReading({ files: [{ ...added('README.md', ''), after: null }] })],
    ['it only takes access away', approvedReading({ files: [removed()] })],
    ['it is refused anyway', approvedReading({ isFork: true })],
  ])('nothing where %s', async (_name, reading) => {
    expect((await judge(reading)).calls).toEqual([]);
  });
});

test('law 4: a policy that the pull request brings along does not decide about it', async () => {
  const files = [
    modified('access/aws-sandbox/roles.yaml', POLICY['access/aws-sandbox/roles.yaml'], 'roles: {}\n'),
    added(),
  ];
  const { judgement } = await judge(approvedReading({ files }));
  expect(judgement.decision).toMatchObject({ kind: 'mixed', verdict: 'refused' });
  expect(judgement.problems).toEqual([]);
});
