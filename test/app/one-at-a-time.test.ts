import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { oneAtATime } from '../../src/app/one-at-a-time.js';

/** Runs that end when they are told to. */
function startRuns() {
  const begun: (readonly number[])[] = [];
  const endings: { end: (result: string) => void; fail: (error: Error) => void }[] = [];
  const inTurn = oneAtATime<number, string>((jobs) => {
    begun.push(jobs);
    return new Promise((resolve, reject) => endings.push({ end: resolve, fail: reject }));
  });
  return { begun, endings, inTurn };
}

describe('jobs of one key', () => {
  test('that come while one is under way share one further run, and its result', async () => {
    const { begun, endings, inTurn } = startRuns();
    const first = inTurn('a', 1);
    await nextTurn();
    const later = [inTurn('a', 2), inTurn('a', 3), inTurn('a', 4)];
    await nextTurn();
    expect(begun).toEqual([[1]]);
    endings[0]?.end('first');
    expect(await first).toBe('first');
    await nextTurn();
    expect(begun).toEqual([[1], [2, 3, 4]]);
    endings[1]?.end('second');
    expect(await Promise.all(later)).toEqual(['second', 'second', 'second']);
  });

  test('that fail do so for those that they were for, and the next run begins all the same', async () => {
    const { begun, endings, inTurn } = startRuns();
    const first = inTurn('a', 1);
    await nextTurn();
    const second = inTurn('a', 2);
    endings[0]?.fail(new Error('GitHub is away'));
    await expect(first).rejects.toThrow('GitHub is away');
    await nextTurn();
    expect(begun).toEqual([[1], [2]]);
    endings[1]?.end('second');
    expect(await second).toBe('second');
  });

  test('that come after all is over begin anew', async () => {
    const { begun, endings, inTurn } = startRuns();
    for (const job of [1, 2]) {
      const done = inTurn('a', job);
      await nextTurn();
      endings[job - 1]?.end('done');
      await done;
    }
    expect(begun).toEqual([[1], [2]]);
  });
});

test('jobs of another key wait for nobody', async () => {
  const { begun, inTurn } = startRuns();
  void inTurn('a', 1);
  void inTurn('b', 2);
  await nextTurn();
  expect(begun).toEqual([[1], [2]]);
});

test('each job is covered by a run that began after it came, and no two runs of a key are under way at once', async () => {
  const step = fc.record({ key: fc.constantFrom('a', 'b'), turns: fc.nat(3), fails: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      let moment = 0;
      const underWay = new Map<string, number>();
      const inTurn = oneAtATime<{ key: string; fails: boolean }, number>(async ([{ key, fails }]) => {
        underWay.set(key, (underWay.get(key) ?? 0) + 1);
        expect(underWay.get(key)).toBe(1);
        moment += 1;
        const began = moment;
        await nextTurn();
        underWay.set(key, 0);
        if (fails) throw new Error('failed');
        return began;
      });
      const settled: Promise<void>[] = [];
      for (const { key, turns, fails } of steps) {
        moment += 1;
        const came = moment;
        const check = (began: number) => expect(began).toBeGreaterThan(came);
        settled.push(inTurn(key, { key, fails }).then(check, (error) => expect(String(error)).toBe('Error: failed')));
        for (let turn = 0; turn < turns; turn += 1) await nextTurn();
      }
      await Promise.all(settled);
    }),
    { numRuns: 100 },
  );
});
