import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { EVIDENCE_BRANCH } from '../../src/evidence/evidence-path.js';
import { faultsOfRequest } from './validate-exchange.js';

const FOLDER = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'docs/rulesets');
const ROUTE = 'POST /repos/{owner}/{repo}/rulesets';

function readRuleset(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Record<string, unknown>;
}

function faults(requestBody: unknown): string[] {
  const exchange = { method: 'POST', path: '/repos/acme/access/rulesets', route: ROUTE, requestBody, status: 201 };
  return faultsOfRequest({ ...exchange, responseBody: undefined } as Parameters<typeof faultsOfRequest>[0]);
}

describe('the rulesets of docs/setup.md', () => {
  test.each(readdirSync(FOLDER))('%s is what GitHub’s description takes', (name) => {
    expect(faults(readRuleset(name))).toEqual([]);
  });

  test.each<[string, (ruleset: Record<string, unknown>) => unknown]>([
    ['a rule that GitHub does not know', (ruleset) => ({ ...ruleset, rules: [{ type: 'checks' }] })],
    ['a field that GitHub does not know', (ruleset) => ({ ...ruleset, source_type: 'Repository' })],
    ['a bypass for nobody in particular', (ruleset) => ({ ...ruleset, bypass_actors: [{ actor_id: 1 }] })],
    ['no enforcement', ({ enforcement: _, ...ruleset }) => ruleset],
  ])('%s would be noticed', (_name, change) => {
    expect(faults(change(readRuleset('checks.json')))).not.toEqual([]);
  });

  test('nobody bypasses the checks, and only the App gives them', () => {
    const checks = readRuleset('checks.json');
    expect(checks['bypass_actors']).toEqual([]);
    expect(JSON.stringify(checks['rules'])).toContain(
      '"required_status_checks":[{"context":"access/request","integration_id":1001},{"context":"access/approval","integration_id":1001}]',
    );
  });

  test('nobody, not even the App, rewrites or deletes the branch of the evidence, or puts unsigned commits on it', () => {
    const evidence = readRuleset('evidence.json');
    expect(evidence).toMatchObject({
      enforcement: 'active',
      bypass_actors: [],
      conditions: { ref_name: { include: [`refs/heads/${EVIDENCE_BRANCH}`], exclude: [] } },
    });
    const rules = (evidence['rules'] as readonly { readonly type: string }[]).map(({ type }) => type);
    expect(rules.sort()).toEqual(['deletion', 'non_fast_forward', 'required_linear_history', 'required_signatures']);
  });

  test('only the App writes below lapse/, where the evidence is', () => {
    expect(readRuleset('branches.json')).toMatchObject({
      bypass_actors: [{ actor_id: 1001, actor_type: 'Integration', bypass_mode: 'always' }],
      conditions: { ref_name: { include: ['refs/heads/lapse', 'refs/heads/lapse/**/*'], exclude: [] } },
      rules: [{ type: 'creation' }, { type: 'update' }, { type: 'deletion' }],
    });
  });

  test('the App goes past reviews by pull requests only, and on the default branch only', () => {
    expect(readRuleset('reviews.json')).toMatchObject({
      bypass_actors: [{ actor_id: 1001, actor_type: 'Integration', bypass_mode: 'pull_request' }],
      conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    });
  });
});
