import { describe, expect, test } from '@jest/globals';
import { EVERYTHING } from '../../src/audit/select-rows.js';
import { ShallowCloneError } from '../../src/use-cases/refuse-shallow-clone.js';
import { type HistoryQuestion, tellHistory } from '../../src/use-cases/tell-history.js';
import { UsageError } from '../../src/use-cases/usage-error.js';
import { at } from '../access/fixtures.js';
import { POLICY } from './example-files.js';
import { type FakeRepository, fakeRepository } from './fake-repository.js';

const REQUEST = 'role: deploy\nduration: 1h\nreason: Roll out\n';

function world(): FakeRepository {
  const fake = fakeRepository();
  fake.commit(at('2026-11-02T00:00:00Z'), POLICY);
  fake.commit(at('2026-11-23T14:00:00Z'), { 'access/aws-sandbox/alice/x.yaml': REQUEST });
  fake.commit(at('2026-11-23T15:00:00Z'), { 'access/aws-prod/bob/y.yaml': REQUEST, 'access/bob/bob/z.yaml': REQUEST });
  return fake;
}

async function storyOf(
  name: string | null,
  question: Partial<HistoryQuestion> = {},
  fake = world(),
): Promise<string[]> {
  const period = { since: null, until: null };
  const asked = { name, scope: EVERYTHING, period, evidence: null, ...question };
  const ports = { repository: fake.repository, now: () => at('2026-11-23T15:30:00Z') };
  return (await tellHistory(ports, asked)).story.map(({ grant, kind }) => `${grant} ${kind}`);
}

describe('a story that cannot be told', () => {
  test.each<[string, string | null, Partial<HistoryQuestion>, string]>([
    ['of nobody', 'mallory', {}, 'nothing in the history of HEAD is called "mallory"'],
    ['of a name that means two things', 'bob', {}, '"bob" means more than one thing'],
    ['of a role of two systems', 'deploy', {}, '"deploy" means more than one thing'],
    ['of what is not in the scope', 'alice', { scope: { ...EVERYTHING, system: 'aws-prod' } }, 'has no such grant'],
    ['of a login that never had anything', null, { scope: { ...EVERYTHING, user: 'carol' } }, 'has no such grant'],
    ['with evidence that is not there', 'alice', { evidence: 'refs/heads/elsewhere' }, 'no commit is named'],
  ])('%s', async (_what, name, question, message) => {
    const telling = storyOf(name, question);
    await expect(telling).rejects.toThrow(message);
    await expect(telling).rejects.toBeInstanceOf(UsageError);
  });

  test('a name that means two things is told with how to say each', async () => {
    await expect(storyOf('bob')).rejects.toMatchObject({ cure: 'say which: --user bob, or --system bob' });
  });

  test('of a shallow clone', async () => {
    const fake = world();
    fake.isShallow = true;
    await expect(storyOf('alice', {}, fake)).rejects.toThrow(ShallowCloneError);
  });
});

test.each<[string | null, Partial<HistoryQuestion>, readonly string[]]>([
  ['alice', {}, ['aws-sandbox/alice/x asked', 'aws-sandbox/alice/x ended']],
  ['aws-prod', {}, ['aws-prod/bob/y asked']],
  ['aws-prod/deploy', {}, ['aws-prod/bob/y asked']],
  ['bob/bob/z', {}, ['bob/bob/z asked']],
  [null, { scope: { ...EVERYTHING, user: 'bob', role: 'deploy' } }, ['aws-prod/bob/y asked', 'bob/bob/z asked']],
  ['alice', { period: { since: at('2026-11-23T15:00:00Z'), until: null } }, ['aws-sandbox/alice/x ended']],
])('%j within %j', async (name, question, expected) => {
  expect(await storyOf(name, question)).toEqual(expected);
});
