import { describe, expect, test } from '@jest/globals';
import { providers } from '../../src/providers/providers.js';
import { pickTargets, readTargetNames } from '../../src/use-cases/pick-targets.js';
import { UsageError } from '../../src/use-cases/usage-error.js';
import { aPolicy } from '../plan/plan-builder.js';

const A = '111122223333';
const B = '444455556666';
const SYSTEMS = [
  { name: 'one', provider: 'aws-iam', target: { account: A } },
  { name: 'other', provider: 'aws-iam', target: { account: B } },
  { name: 'same-as-one', provider: 'aws-iam', target: { account: A, role: `arn:aws:iam::${A}:role/lapse` } },
];
const CONFIG = aPolicy({ systems: SYSTEMS }).config;

function pick(names: readonly string[] | undefined) {
  return pickTargets(CONFIG, providers, names);
}

describe('pickTargets', () => {
  test.each([['aws-iam:999999999999'], [A], ['one'], ['aws-iam:'], ['']])(
    '%j is no target, and those are told',
    (name) => {
      const picking = (): unknown => pick([`aws-iam:${A}`, name]);
      expect(picking).toThrow(UsageError);
      expect(picking).toThrow(JSON.stringify(name));
      try {
        picking();
      } catch (error) {
        expect((error as UsageError).cure).toBe(`name some of: aws-iam:${A}, aws-iam:${B}`);
      }
    },
  );

  test('a configuration that cannot be read has no targets, and nothing is this run’s to revert', () => {
    const scope = pickTargets(null, providers, [`aws-iam:${A}`]);
    expect([scope.targets, scope.covers('one'), scope.coversFile('access/one/roles.yaml')]).toEqual([[], false, true]);
  });

  test('systems of one account are one target, picked together', () => {
    const { targets, covers } = pick([`aws-iam:${A}`]);
    expect(targets.map(({ name, key, systems }) => [name, key, systems.map((system) => system.name)])).toEqual([
      [`aws-iam:${A}`, A, ['one', 'same-as-one']],
    ]);
    expect(['one', 'same-as-one', 'other', 'unbound'].map(covers)).toEqual([true, true, false, false]);
  });

  test('without names it is all of them, and every file', () => {
    const { targets, covers, coversFile } = pick(undefined);
    expect(targets).toHaveLength(2);
    expect([covers('other'), covers('unbound'), coversFile('access/other/roles.yaml')]).toEqual([true, true, true]);
  });

  test.each([
    ['access/other/alice/x.yaml', false],
    ['access/other/roles.yaml', false],
    ['access/one/alice/x.yaml', true],
    ['access/people.yaml', true],
    ['access/config.yaml', true],
    ['access/unbound/alice/x.yaml', true],
    ['access/OTHER/x', true],
  ])('what is wrong with %s is told: %s', (path, isTold) => {
    expect(pick([`aws-iam:${A}`]).coversFile(path)).toBe(isTold);
  });
});

test.each([
  ['', undefined],
  [' ,\n', undefined],
  ['a', ['a']],
  ['a, b\nc\r\n a', ['a', 'b', 'c']],
])('the list %j is read as %j', (text, names) => {
  expect(readTargetNames(text)).toEqual(names);
});
