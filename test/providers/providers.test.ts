import { expect, test } from '@jest/globals';
import { providers } from '../../src/providers/providers.js';

test('every provider is found under its own name', () => {
  expect([...providers.keys()]).toEqual(['aws-iam']);
  for (const [name, provider] of providers) expect(provider.name).toBe(name);
});
