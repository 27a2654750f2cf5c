import { describe, expect, test } from '@jest/globals';
import { validatePolicy } from '../../sandbox/aws/policy/validate-policy.js';
import { NUMBERED, PLAIN, policiesOfCloudFormation, policiesOfDocs, policiesOfTerraform } from './templates.js';

const REPOSITORY = { Organisation: 'acme', Repository: 'access' };
const NUMBERS = { OrganisationId: '4711', RepositoryId: '424242' };
const KINDS = ['trust', 'lapse', 'boundary'] as const;

describe('the policies of an account', () => {
  const docs = policiesOfDocs();
  const stack = policiesOfCloudFormation(REPOSITORY);
  const module = policiesOfTerraform(PLAIN);

  test.each(KINDS)('%s: both templates say what docs/aws.md says, statement by statement', (kind) => {
    expect(docs[kind].Statement.length).toBeGreaterThan(0);
    expect(stack[kind].Statement).toHaveLength(docs[kind].Statement.length);
    expect(module[kind].Statement).toHaveLength(docs[kind].Statement.length);
    for (const [index, statement] of docs[kind].Statement.entries()) {
      expect(stack[kind].Statement[index]).toEqual(statement);
      expect(module[kind].Statement[index]).toEqual(statement);
    }
    expect([stack[kind].Version, module[kind].Version]).toEqual([docs[kind].Version, docs[kind].Version]);
  });

  test('with the numbers of GitHub, both trust the other form of sub and nothing else changes', () => {
    const numbered = policiesOfCloudFormation({ ...REPOSITORY, ...NUMBERS });
    expect(numbered).toEqual(policiesOfTerraform(NUMBERED));
    expect(JSON.stringify(numbered)).toBe(JSON.stringify(stack).replace(PLAIN, NUMBERED));
  });

  test.each(KINDS)('%s: IAM accepts it', (kind) => {
    const text = JSON.stringify(docs[kind]);
    expect(() => validatePolicy(text, kind === 'trust' ? 'trust' : 'identity')).not.toThrow();
    // The quotas: 2,048 of a trust policy, 10,240 of a role, 6,144 of a managed policy; the smallest of them.
    expect(text.length).toBeLessThan(2_048);
  });

  test('nothing that gives has a wildcard where a name belongs', () => {
    expect(JSON.stringify(docs.trust)).not.toContain('*');
    expect(JSON.stringify(docs.lapse).replace('"Resource":"*"', '')).not.toMatch(/"\*"|:\*"|iam:\w*\*/);
  });
});
