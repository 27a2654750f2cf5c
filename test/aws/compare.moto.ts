import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { serviceOf } from '../../sandbox/aws/actions/all-actions.js';
import { type Answer, answerOf, differencesOf } from './answer.js';
import { startBoth } from './both.js';
import { CALLS } from './calls.js';
import { KNOWN_DIFFERENCES } from './known-differences.js';

/** What the two answered to each call. */
const answers = new Map<string, { readonly moto: Answer; readonly sandbox: Answer }>();

beforeAll(async () => {
  const both = await startBoth();
  try {
    for (const { name, send } of CALLS) {
      const moto = await answerOf(send(both.moto, both.token));
      const sandbox = await answerOf(send(both.sandbox, both.token));
      answers.set(name, { moto, sandbox });
    }
  } finally {
    await both.stop();
  }
}, 60_000);

afterAll(() => {
  const known = KNOWN_DIFFERENCES.flatMap(({ at }) => at).length;
  process.stdout.write(`aws: ${answers.size} calls compared, ${known} known differences\n`);
});

describe('moto and the sandbox answer alike, but for what is known, to', () => {
  test.each(CALLS.map(({ name }) => name))('%s', (name) => {
    const answered = answers.get(name);
    if (answered === undefined) throw new Error('the call was not made');
    const known = KNOWN_DIFFERENCES.flatMap(({ at }) => at).filter(([call]) => call === name);
    expect(differencesOf(answered.moto, answered.sandbox)).toEqual(known.map(([, difference]) => difference).sort());
  });
});

test('no two calls share a name, and every known difference is of a call', () => {
  expect(answers.size).toBe(CALLS.length);
  const unknown = KNOWN_DIFFERENCES.flatMap(({ at }) => at).filter(([call]) => !answers.has(call));
  expect(unknown).toEqual([]);
});

test('every action of the sandbox was answered with a result', () => {
  const services = [serviceOf('2010-05-08'), serviceOf('2011-06-15')];
  const actions = services.flatMap((service) => [
    ...(service?.actions.keys() ?? []),
    ...(service?.anonymous.keys() ?? []),
  ]);
  const answered = [...answers].filter(([, { sandbox }]) => sandbox.outcome === '200');
  expect([...new Set(answered.map(([call]) => call.split(' ')[0]))].sort()).toEqual(actions.sort());
});
