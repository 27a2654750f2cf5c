import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { Change } from '../../src/plan/change.js';
import { ProviderError, type ProviderSession } from '../../src/providers/provider.js';
import { applyChanges } from '../../src/use-cases/apply-changes.js';
import { NOW } from '../approval/facts-builder.js';

const PORTS = { now: () => NOW, progress: () => {} };

function removal(id: string): Change {
  const observed = { id, content: '' };
  return { action: 'remove', reason: 'expired', system: 'aws', provider: 'aws-iam', grant: null, observed };
}

function creation(id: string, cut?: string): Change {
  const window = { start: NOW, end: NOW + 1 };
  const own = { provider: 'aws-iam', system: 'aws', id, grants: [], content: '', window, floor: null, floorNote: '' };
  const entitlement = cut === undefined ? own : { ...own, cut: { id: cut, session: 's', maxSession: 1 } };
  return { action: 'create', reason: 'granted', entitlement };
}

/** Writes down what begins and ends, and takes some turns for each, so that what may overlap does. */
function slowSession(fails: readonly string[] = []) {
  const events: string[] = [];
  let underWay = 0;
  let most = 0;
  async function work(id: string): Promise<void> {
    events.push(`begin ${id}`);
    underWay += 1;
    most = Math.max(most, underWay);
    for (let turns = 0; turns < 3; turns += 1) await turn();
    underWay -= 1;
    events.push(`end ${id}`);
    if (fails.includes(id)) throw new ProviderError('unavailable', `${id} does not answer`);
  }
  const session: ProviderSession = {
    holderOf: (id) => id.split('/')[0] ?? '',
    observe: async () => [],
    put: ({ id }) => work(id),
    remove: ({ id }) => work(id),
  };
  return { session, events, most: () => most };
}

describe('the changes of one target', () => {
  test('of one user are never made at once, and keep their order', async () => {
    const { session, events, most } = slowSession();
    await applyChanges([[creation('a/1'), creation('a/2'), creation('a/3')]], session, PORTS);
    expect(events).toEqual(['begin a/1', 'end a/1', 'begin a/2', 'end a/2', 'begin a/3', 'end a/3']);
    expect(most()).toBe(1);
  });

  test('of a stage begin when all of the stage before are done, whoever they are of', async () => {
    const { session, events } = slowSession(['b/old']);
    const stages = [[removal('a/old'), removal('b/old')], [], [creation('c/1'), creation('d/1')]];
    await applyChanges(stages, session, PORTS);
    const firstOfLast = events.findIndex((event) => event.startsWith('begin c') || event.startsWith('begin d'));
    expect(
      events
        .slice(0, firstOfLast)
        .filter((event) => event.startsWith('end'))
        .sort(),
    ).toEqual(['end a/old', 'end b/old']);
  });

  test('of many users are made some at once, and told in their order', async () => {
    const { session, most } = slowSession(['u3/1']);
    const changes = Array.from({ length: 30 }, (_, index) => creation(`u${index}/1`));
    const outcomes = await applyChanges([changes], session, PORTS);
    expect(outcomes.map(({ change }) => change)).toEqual(changes);
    expect(outcomes.filter(({ result }) => result !== 'done').map(({ change }) => change)).toEqual([changes[3]]);
    expect(most()).toBe(4);
  });

  test('that open sessions wait for their cut, and are not made where it failed', async () => {
    const { session, events } = slowSession(['role:r/cut']);
    const stages = [[creation('role:r/cut')], [creation('a/1', 'role:r/cut'), creation('b/1')]];
    const outcomes = await applyChanges(stages, session, PORTS);
    expect(outcomes.map(({ result }) => result)).toEqual(['failed', 'failed', 'done']);
    expect(events).not.toContain('begin a/1');
  });
});
