import { describe, expect, test } from '@jest/globals';
import { renderEffects } from '../../action/validate/render-effects.js';
import type { PlacedEffect } from '../../src/use-cases/describe-policy-change.js';

function effect(rest: Partial<PlacedEffect> = {}): PlacedEffect {
  return {
    kind: 'widened',
    part: 'roles',
    because: 'billing allows more, or other things.',
    grant: 'aws-sandbox/carol/billing',
    system: 'aws-sandbox',
    beneficiary: 'carol',
    role: 'billing',
    path: 'access/aws-sandbox/roles.yaml',
    line: 2,
    column: 3,
    ...rest,
  };
}

describe('the summary of what a change of policy does', () => {
  test('is empty where it changes no terms', () => {
    expect(renderEffects({ kind: 'none' })).toBe('');
  });

  test('says that it is not known, and how to mend it', () => {
    const text = renderEffects({ kind: 'unknown', message: 'this is a shallow clone', cure: 'set `fetch-depth: 0`' });
    expect(text).toContain('cannot be worked out: this is a shallow clone. To mend it, set');
  });

  test('says that no grant is changed', () => {
    expect(renderEffects({ kind: 'known', effects: [] })).toContain('No grant that stands is changed.');
  });

  test('has a row a grant, and no more than it has room for', () => {
    const effects = Array.from({ length: 1000 }, (_, index) =>
      effect({ because: `Because ${index} ${'#'.repeat(2000)}` }),
    );
    const text = renderEffects({ kind: 'known', effects });
    expect(text.split('\n').filter((line) => line.startsWith('| <code>'))).toHaveLength(100);
    expect(text).toContain('900 further grants are not shown.');
    expect(text.length).toBeLessThan(400_000);
  });

  test('hostile text breaks out of no cell', () => {
    const because = 'There is no role "x | <img src=x> @acme/all\n# y \u202e" in it.';
    const text = renderEffects({ kind: 'known', effects: [effect({ because, kind: 'ended' })] });
    expect(text).not.toMatch(/<img|@acme|\u202e|^# y/m);
    expect(text.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(3);
  });
});
