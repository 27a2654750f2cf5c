import { expect, test } from '@jest/globals';
import { visibleError } from '../../src/app/visible-error.js';
import { GitHubError } from '../../src/github/github.js';

test('an error keeps its kind and its lines, and hides nothing, whatever caused it', () => {
  const cause = new Error('\u009b31m\u202eplanted\u3164');
  const shown = visibleError(new GitHubError('stale', 'two\nlines\u001b[2J', { cause }));
  expect(shown).toBeInstanceOf(GitHubError);
  expect(shown).toMatchObject({ kind: 'stale', message: 'two\nlines\\u{1b}[2J' });
  expect(shown.stack).toMatch(/two\nlines\\u\{1b\}\[2J\n {4}at /);
  expect(shown.cause).toMatchObject({ message: '\\u{9b}31m\\u{202e}planted\\u{3164}' });
});

test('what is no error, and what is its own cause, are told too', () => {
  expect(visibleError('\u202e').message).toBe('\\u{202e}');
  const loop: Error = new Error('again');
  loop.cause = loop;
  expect(visibleError(loop).message).toBe('again');
});
