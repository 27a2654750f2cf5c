import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { runBundle } from './run-bundle.js';

const INPUTS = { 'working-directory': '.', 'dry-run': 'false', confirm: 'false' };

describe.each(['provision', 'expire'])('the %s bundle', (name) => {
  const bundle = fileURLToPath(new URL(`../../action/dist/${name}.cjs`, import.meta.url));

  test('without a token it fails and names the input', async () => {
    const { code, log } = await runBundle(bundle, tmpdir(), { inputs: INPUTS });
    expect(log).toContain('::error::Input required and not supplied: github-token');
    expect(code).toBe(1);
  });

  test('an input that is neither true nor false fails before anything is read', async () => {
    const inputs = { ...INPUTS, 'github-token': 'x', confirm: 'perhaps' };
    const { code, log } = await runBundle(bundle, tmpdir(), { inputs });
    expect(log).toContain('::error::Input does not meet YAML 1.2');
    expect(code).toBe(1);
  });

  test('the token is masked, and a folder without a repository fails', async () => {
    const inputs = { ...INPUTS, 'github-token': 'token-of-the-app', 'working-directory': '/' };
    const { code, log } = await runBundle(bundle, tmpdir(), { inputs });
    expect(log).toContain('::add-mask::token-of-the-app');
    expect(log).toMatch(/::error::.*not a git repository/);
    expect(code).toBe(1);
  });
});
