import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Acme, startAcme } from './acme.js';

const QUERY = `query ($ref: String) { repository(owner: "acme", name: "access") {
  codeowners(refName: $ref) { errors { kind path line column source suggestion message } }
} }`;

let acme: Acme;

beforeAll(async () => {
  acme = await startAcme();
  const clone = await acme.clone('alice');
  await clone.commit('Start', { 'README.md': 'hello\n' });
  await clone.git('push', '-q', 'origin', 'main:empty');
  await clone.commit('Owners', {
    '.github/CODEOWNERS': '# @nobody\n* @bob @acme/security\n/x/ @acme/nope @carol @alice # @nobody\n/@y',
  });
  await clone.git('push', '-q', 'origin', 'main');
});
afterAll(() => acme.stop());

async function ask(ref: string | null): Promise<unknown> {
  const answer = await acme.as(acme.tokens.alice).graphql<{ repository: { codeowners: unknown } }>(QUERY, { ref });
  return answer.repository.codeowners;
}

test('a repository without CODEOWNERS has no errors of it', async () => {
  expect(await ask('empty')).toBeNull();
});

test('a team that is not there and a person who may only read are unknown, in GitHub’s words', async () => {
  const source = '/x/ @acme/nope @carol @alice # @nobody\n';
  const place = { kind: 'Unknown owner', path: '.github/CODEOWNERS', line: 3, source };
  const team = 'make sure the team @acme/nope exists, is publicly visible, and has write access to the repository';
  const person = 'make sure @carol exists and has write access to the repository';
  const shown = `\n\n  ${source}  `;
  expect(await ask(null)).toEqual({
    errors: [
      { ...place, column: 5, suggestion: team, message: `Unknown owner on line 3: ${team}${shown}    ^` },
      {
        ...place,
        column: 16,
        suggestion: person,
        message: `Unknown owner on line 3: ${person}${shown}${' '.repeat(15)}^`,
      },
    ],
  });
});
