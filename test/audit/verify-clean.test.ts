import { describe, expect, test } from '@jest/globals';
import { publish, tellStory, verifyStory, wrongOf } from './evidence-story.js';

describe('a clean story', () => {
  test('has nothing wrong, and tells in sum what cannot be proved from a clone', async () => {
    const story = await tellStory();
    publish(story);
    const findings = await verifyStory(story);
    expect(findings.filter(({ level }) => level === 'wrong')).toEqual([]);
    expect(findings.map(({ rule, message }) => `${rule}: ${message}`)).toMatchInlineSnapshot(`
[
  "floored-removal: 1 removal was confirmed more than 45 minutes after the end; in between, only the provider's own end (the floor) kept the access from being used.",
  "head-not-in-clone: That the approved head held these very bytes cannot be told for 5 approvals, because the clone has no such commit.",
  "policy-quorum: That the policy which judged 5 approvals had come with its own owners' approval is not in the evidence.",
  "provider-word: What a provider showed, and when a run looked, is that run's word, in 8 facts of the records.",
  "reviews-from-github: Of 5 approvals, who asked, who reviewed and when, the pull request, who wrote its commits and when it was merged are GitHub's word, copied into the record.",
  "team-membership: That somebody was then in the team that counted or was exempt is GitHub's word, 4 times.",
]
`);
    expect(wrongOf(findings)).toEqual([]);
  });
});
