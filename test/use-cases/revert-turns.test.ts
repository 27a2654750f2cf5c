import { describe, expect, test } from '@jest/globals';
import { openTurns } from '../../src/use-cases/revert-turns.js';
import { HOUR, MINUTE, NOW } from '../approval/facts-builder.js';

function clock() {
  const made = { at: NOW, waits: [] as number[], lines: [] as string[] };
  const ports = {
    now: () => made.at,
    sleep: async (milliseconds: number) => {
      made.waits.push(milliseconds);
      made.at += milliseconds;
    },
    progress: (line: string) => void made.lines.push(line),
  };
  return { made, ports };
}

describe('GitHub’s secondary limits', () => {
  test('are kept in every minute, and whoever watches is told of the wait', async () => {
    const { made, ports } = clock();
    const turns = openTurns([], ports);
    const at: number[] = [];
    while (turns.left() > 0) {
      await turns.take();
      at.push(made.at);
      made.at += 1_000;
    }
    const within = at.map((start) => at.filter((other) => other >= start && other < start + MINUTE).length);
    expect(Math.max(...within)).toBe(10);
    expect(made.waits).toEqual([50_000]);
    expect(made.lines).toEqual(["Waiting 50 s, so that GitHub's limits are kept"]);
  });

  test.each([
    ['20 a run', [], 20, '20 are opened in a run'],
    ['60 an hour', Array.from({ length: 55 }, (_, index) => NOW - index * MINUTE), 5, '60 were opened within an hour'],
    ['none where the hour is full', Array.from({ length: 70 }, () => NOW - MINUTE), 0, '60 were opened within an hour'],
    ['not counting what is older than an hour', Array.from({ length: 70 }, () => NOW - HOUR), 20, '20 are opened'],
  ])('let %s be opened', async (_name, openedAt, most, why) => {
    const { ports } = clock();
    const turns = openTurns(openedAt, ports);
    expect(turns.left()).toBe(most);
    for (let turn = 0; turn < most; turn += 1) await turns.take();
    expect(turns.left()).toBe(0);
    expect(turns.why()).toContain(why);
  });

  test('are not tried once GitHub has stopped answering', () => {
    const turns = openTurns([], clock().ports);
    turns.giveUp();
    expect(turns.left()).toBe(0);
    expect(turns.why()).toContain('stopped answering');
  });
});
