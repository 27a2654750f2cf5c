import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { doSideBySide } from '../../src/use-cases/side-by-side.js';

describe('doSideBySide', () => {
  test('a failure is not swallowed', async () => {
    const failing = doSideBySide([1, 2, 3], 2, async (item) => {
      if (item === 2) throw new Error('broken');
    });
    await expect(failing).rejects.toThrow('broken');
  });

  test('one that never ends holds nobody back, and at most so many are under way at once', async () => {
    let underWay = 0;
    let most = 0;
    const done: number[] = [];
    let release = (): void => undefined;
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    const items = Array.from({ length: 20 }, (_, index) => index);
    const working = doSideBySide(items, 8, async (item) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await (item === 0 ? slow : new Promise((resolve) => setImmediate(resolve)));
      underWay -= 1;
      done.push(item);
      return item;
    });
    while (done.length < 19) await new Promise((resolve) => setImmediate(resolve));
    expect([most, done.includes(0)]).toEqual([8, false]);
    release();
    expect(await working).toEqual(items);
  });

  test('every item is done once, and its result stands in its place', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(3)), fc.integer({ min: 1, max: 9 }), async (waits, most) => {
        const results = await doSideBySide([...waits.entries()], most, async ([index, wait]) => {
          for (let turn = 0; turn < wait; turn += 1) await Promise.resolve();
          return index;
        });
        expect(results).toEqual([...waits.keys()]);
      }),
    );
  });
});
