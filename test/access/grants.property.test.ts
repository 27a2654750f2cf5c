import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { resolveGrants } from '../../src/access/grants.js';
import { readPolicy } from '../../src/access/read-policy.js';
import { at, buildHistory, POLICY_FILES, PROVIDERS } from './fixtures.js';

const POLICY = readPolicy(POLICY_FILES, PROVIDERS);
const X = 'access/sandbox/alice/x.yaml';
const deploy = (end: string) => `role: deploy\n${end}\nreason: b\n`;
const HOUR = deploy('duration: 1h');

test('law 7: never throws, and never gives what cannot be read, whatever the bytes', () => {
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc
      .constantFrom(
        HOUR,
        deploy('duration: 2h'),
        deploy('expires: 2026-11-23T13:00:00Z'),
        'role: root\nduration: 1h\nreason: b\n',
        '',
      )
      .map((text) => new TextEncoder().encode(text)),
    fc.constant(null),
  );
  const path = fc.constantFrom(
    X,
    'access/sandbox/bob/x.yaml',
    'access/sandbox/alice/x.yml',
    'access/sandbox/alice/y.yaml',
  );
  const commits = fc.array(fc.tuple(path, content, fc.integer({ min: 0, max: 120 })), { maxLength: 8 });
  fc.assert(
    fc.property(commits, fc.integer({ min: 0, max: 8 }), (changes, cut) => {
      const built = buildHistory(
        changes.map(
          ([file, bytes, minute]) =>
            [
              `2026-11-23T1${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}:00Z`,
              { [file]: bytes },
            ] as const,
        ),
      );
      const grants = resolveGrants({
        ...built,
        history: built.history.slice(0, built.history.length - cut),
        policy: POLICY,
        now: at('2026-11-23T12:00:00Z'),
      });
      for (const grant of grants) {
        if (grant.state !== 'active' && grant.state !== 'pending') continue;
        expect(grant.request?.role).toBe('deploy');
        expect(grant.window?.end).toBeGreaterThan(at('2026-11-23T12:00:00Z'));
      }
    }),
    { numRuns: 500 },
  );
});
