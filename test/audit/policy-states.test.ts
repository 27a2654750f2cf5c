import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readPolicy } from '../../src/access/read-policy.js';
import { chooseCodeOwners, parseCodeOwners } from '../../src/approval/parse-codeowners.js';
import { judgeLine } from '../../src/audit/judged-line.js';
import { listPolicyBlobs, replayPolicy } from '../../src/audit/policy-states.js';
import { policyDigest } from '../../src/evidence/policy-digest.js';
import { buildHistory, type Changes, CONFIG, PEOPLE, PROVIDERS, ROLES, source } from '../access/fixtures.js';

const text = (bytes: Uint8Array | null) => new TextDecoder().decode(bytes ?? new Uint8Array());

/** What each path may come to hold; null: it goes. */
const CONTENTS: Readonly<Record<string, readonly (string | null)[]>> = {
  'access/config.yaml': [text(CONFIG.bytes), text(CONFIG.bytes).replace('12h', '24h'), 'systems: [\n', null],
  'access/people.yaml': [text(PEOPLE.bytes), text(PEOPLE.bytes).replace('1001', '2001'), null],
  'access/sandbox/roles.yaml': [text(ROLES.bytes), text(ROLES.bytes).replace('8h', '4h'), null],
  'access/prod/roles.yaml': ['roles: {}\n', null],
  '.github/CODEOWNERS': ['* @alice\n', '* @bob\n', null],
  CODEOWNERS: ['* @carol\n', null],
  'docs/CODEOWNERS': ['* @bob\n', null],
  'access/sandbox/alice/billing.yaml': ['role: deploy\n', null],
};

const CHANGES: fc.Arbitrary<Changes> = fc
  .array(
    fc
      .constantFrom(...Object.keys(CONTENTS))
      .chain((path) => fc.constantFrom(...(CONTENTS[path] ?? [])).map((content) => [path, content] as const)),
    { maxLength: 3 },
  )
  .map((pairs) => Object.fromEntries(pairs));

describe('the policy at any commit', () => {
  test('is what the tree there says, however it came about', () => {
    fc.assert(
      fc.property(fc.array(CHANGES, { minLength: 1, maxLength: 12 }), (commits) => {
        const built = buildHistory(commits.map((changes) => ['2026-11-01T00:00:00Z', changes] as const));
        const line = judgeLine(built.history.map(({ sha }) => sha));
        const wanted = listPolicyBlobs(built.history);
        const states = replayPolicy(
          built.history,
          line,
          new Map([...built.blobs].filter(([oid]) => wanted.has(oid))),
          PROVIDERS,
        );
        const tree = new Map<string, string>();
        for (const [position, changes] of commits.entries()) {
          for (const [path, content] of Object.entries(changes)) {
            if (content === null) tree.delete(path);
            else tree.set(path, String(content));
          }
          const files = [...tree].map(([path, content]) => source(path, content));
          const owners = chooseCodeOwners(files);
          expect(states.codeOwnersAt(position)).toEqual(owners === null ? null : parseCodeOwners(owners));
          expect(states.digestAt('sandbox', position)).toBe(policyDigest('sandbox', files));
          const { config, people, roles } = readPolicy(files, PROVIDERS);
          const state = states.policyAt('sandbox', position);
          expect([state.config, state.people, state.roles.get('sandbox')]).toEqual([
            config,
            people,
            roles.get('sandbox'),
          ]);
        }
      }),
    );
  });

  test('between two commits, the file that changed is named', () => {
    const { history } = buildHistory([
      ['2026-11-01T00:00:00Z', { 'access/config.yaml': 'a', 'access/prod/roles.yaml': 'b' }],
      ['2026-11-02T00:00:00Z', { 'access/sandbox/alice/billing.yaml': 'c' }],
      ['2026-11-03T00:00:00Z', { 'access/sandbox/roles.yaml': 'd' }],
    ]);
    const states = replayPolicy(history, judgeLine(history.map(({ sha }) => sha)), new Map(), PROVIDERS);
    const changed = ([system, from, until]: [string, number, number]) => states.changedWithin(system, from, until);
    expect(changed(['sandbox', 0, 1])).toBeNull();
    expect(changed(['sandbox', 0, 2])).toBe('access/sandbox/roles.yaml');
    expect(changed(['prod', 0, 2])).toBeNull();
    expect(changed(['prod', -1, 0])).toBe('access/config.yaml');
  });

  test('a CODEOWNERS over 3 MB hides the others, and a symlink in its place has no lines', () => {
    const { history } = buildHistory([
      ['2026-11-01T00:00:00Z', { '.github/CODEOWNERS': 'large', CODEOWNERS: '* @bob\n' }],
    ]);
    const states = replayPolicy(history, judgeLine(history.map(({ sha }) => sha)), new Map(), PROVIDERS);
    expect(states.codeOwnersAt(0)).toBeNull();
    const linked = history.map((commit) => ({
      ...commit,
      changes: commit.changes.map((change) => ({ ...change, mode: '120000' })),
    }));
    const states2 = replayPolicy(linked, judgeLine(linked.map(({ sha }) => sha)), new Map(), PROVIDERS);
    expect(states2.codeOwnersAt(0)).toMatchObject({ path: '.github/CODEOWNERS', rules: [] });
  });
});
