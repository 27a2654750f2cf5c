import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isPolicyPath, readAccessPath } from '../../src/access/access-path.js';

describe('readAccessPath', () => {
  test.each([
    ['Access/sandbox/alice/x.yaml', 'upper-case'],
    ['ACCESS/config.yaml', 'upper-case'],
    ['ａccess/config.yaml', 'odd-character'],
    ['access', 'unknown-path'],
    ['access/sandbox/Alice/x.yaml', 'upper-case'],
    ['access/Sandbox/alice/x.yaml', 'upper-case'],
    ['access/sandbox/alice/X.yaml', 'upper-case'],
    ['access/sandbox/alice/x.YAML', 'upper-case'],
    ['access/sandbox/alice/x.yml', 'unknown-path'],
    ['access/sandbox/alice/x.json', 'unknown-path'],
    ['access/sandbox/alice/x', 'unknown-path'],
    ['access/sandbox/alice/.yaml', 'bad-name'],
    ['access/sandbox/alice/x.y.yaml', 'bad-name'],
    ['access/sandbox/alice/x_y.yaml', 'bad-name'],
    ['access/sandbox/alice/-x.yaml', 'bad-name'],
    [`access/sandbox/alice/${'x'.repeat(64)}.yaml`, 'bad-name'],
    ['access/sandbox/alice/x y.yaml', 'odd-character'],
    ['access/sandbox/alice/x\n.yaml', 'odd-character'],
    ['access/sandbox/alice/é.yaml', 'odd-character'],
    ['access/sandbox/alice/e\u0301.yaml', 'odd-character'],
    ['access/sandbox/аlice/x.yaml', 'odd-character'],
    ['access\\sandbox\\alice\\x.yaml', 'odd-character'],
    ['access/sandbox\\alice/x.yaml', 'odd-character'],
    ['access/sandbox/-alice/x.yaml', 'bad-login'],
    ['access/sandbox/al--ice/x.yaml', 'bad-login'],
    ['access/sandbox/alice[bot]/x.yaml', 'odd-character'],
    [`access/sandbox/${'a'.repeat(40)}/x.yaml`, 'bad-login'],
    ['access/sandbox/../x.yaml', 'bad-login'],
    ['access/./alice/x.yaml', 'bad-name'],
    ['access//alice/x.yaml', 'bad-name'],
    ['access/x.yaml', 'unknown-path'],
    ['access/roles.yaml', 'unknown-path'],
    ['access/sandbox/x.yaml', 'unknown-path'],
    ['access/sandbox/alice/deep/x.yaml', 'unknown-path'],
    ['access/sandbox/alice/', 'unknown-path'],
    ['access/config.yml', 'unknown-path'],
    ['access/a.b/roles.yaml', 'bad-name'],
  ])('refuses %j by the rule %s, with a cure', (path, rule) => {
    expect(readAccessPath(path)).toEqual({
      kind: 'unknown',
      rule,
      reason: expect.stringMatching(/\.$/),
      cure: expect.stringMatching(/\.$/),
    });
  });

  test.each([
    ['access/config.yaml', { kind: 'config' }],
    ['access/people.yaml', { kind: 'people' }],
    ['access/sandbox/roles.yaml', { kind: 'roles', system: 'sandbox' }],
    [
      'access/sandbox/alice/roles.yaml',
      { kind: 'request', system: 'sandbox', login: 'alice', name: 'roles', grant: 'sandbox/alice/roles' },
    ],
    [
      'access/s-1/al-ice_acme/x-1.yaml',
      { kind: 'request', system: 's-1', login: 'al-ice_acme', name: 'x-1', grant: 's-1/al-ice_acme/x-1' },
    ],
    ['.github/CODEOWNERS', { kind: 'codeowners' }],
    ['CODEOWNERS', { kind: 'codeowners' }],
    ['docs/CODEOWNERS', { kind: 'codeowners' }],
    ['.github/workflows/ci.yml', { kind: 'automation' }],
    ['.github', { kind: 'automation' }],
    ['action/provision/main.ts', { kind: 'automation' }],
    ['access/README.md', { kind: 'other' }],
    ['access/sandbox/alice/README.md', { kind: 'other' }],
    ['access/sandbox/.gitkeep', { kind: 'other' }],
    ['README.md', { kind: 'other' }],
    ['accessory/x.yaml', { kind: 'other' }],
    ['docs/access/config.yaml', { kind: 'other' }],
    ['actions/x', { kind: 'other' }],
    ['.githubx/x', { kind: 'other' }],
    ['', { kind: 'other' }],
  ])('reads %j', (path, expected) => {
    expect(readAccessPath(path)).toEqual(expected);
  });

  test('a request is its path below access without .yaml, whatever the path', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (rest) => {
        const path = `access/${rest}`;
        const read = readAccessPath(path);
        if (read.kind === 'request') expect(`access/${read.grant}.yaml`).toBe(path);
        else expect(['unknown', 'config', 'people', 'roles', 'other']).toContain(read.kind);
      }),
    );
  });
});

describe('isPolicyPath', () => {
  test.each([
    ['access/sandbox/alice/x.yaml', false],
    ['access/sandbox/alice/x.yml', false],
    ['src/main.ts', false],
    ['access/config.yaml', true],
    ['access/people.yaml', true],
    ['access/sandbox/roles.yaml', true],
    ['CODEOWNERS', true],
    ['.github/dependabot.yml', true],
    ['action/dist/expire.cjs', true],
  ])('of %s is %s', (path, expected) => {
    expect(isPolicyPath(path)).toBe(expected);
  });
});
