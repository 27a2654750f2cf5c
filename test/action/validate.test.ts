import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createRepository, POLICY, REQUEST, type TestRepository } from '../cli/test-repository.js';
import { type BundleRun, runBundle } from './run-bundle.js';

const BUNDLE = fileURLToPath(new URL('../../action/dist/validate.cjs', import.meta.url));
const PATH = 'access/aws-sandbox/alice/billing.yaml';

const open: TestRepository[] = [];
afterEach(() => {
  for (const repository of open.splice(0)) repository.remove();
});

function mergedInto(base: Readonly<Record<string, string>>, files: Readonly<Record<string, string>>): TestRepository {
  const repository = createRepository(base);
  open.push(repository);
  repository.commit('base', '2026-11-01T08:00:00Z');
  repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  repository.write(files);
  repository.commit('merge of the pull request', '2026-11-20T10:00:00Z');
  return repository;
}

const PULL_REQUEST = { eventName: 'pull_request', event: { pull_request: { base: { ref: 'main' }, number: 7 } } };

function validate(repository: TestRepository, bundle = BUNDLE): Promise<BundleRun> {
  return runBundle(bundle, repository.path, { inputs: { 'working-directory': '.', base: '' }, ...PULL_REQUEST });
}

describe('the validate bundle', () => {
  describe('where roles, people or config change', () => {
    const ROLES = 'access/aws-sandbox/roles.yaml';
    const roles = POLICY[ROLES] ?? '';
    const wider = { [ROLES]: roles.replace('"ce:Get*"', '"ce:*"') };

    /** As many requests of alice as told, merged just now, for the bundle has no clock but the real one. */
    function withGrants(count: number, files: Readonly<Record<string, string>>): TestRepository {
      const requests = Array.from({ length: count }, (_, index) => [
        PATH.replace('billing', `billing-${index}`),
        REQUEST,
      ]);
      const now = new Date().toISOString();
      const repository = createRepository({ ...POLICY, ...Object.fromEntries(requests) });
      open.push(repository);
      repository.commit('base', now);
      repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
      repository.write(files);
      repository.commit('merge of the pull request', now);
      return repository;
    }

    test('a shallow clone cannot tell what it does, says so, and checks the files all the same', async () => {
      const whole = withGrants(1, wider);
      const shallow = createRepository();
      open.push(shallow);
      shallow.git('fetch', '--quiet', '--depth=2', `file://${whole.path}`, 'main');
      whole.commit('more', new Date().toISOString());
      shallow.git('fetch', '--quiet', '--depth=2', `file://${whole.path}`, 'main');
      shallow.git('reset', '--quiet', '--hard', 'FETCH_HEAD');
      shallow.git('update-ref', 'refs/remotes/origin/main', 'HEAD~1');
      shallow.write({ [ROLES]: roles });
      const { code, summary } = await validate(shallow);
      expect(summary).toMatch(/checked: all well/);
      expect(summary).toMatch(/cannot be worked out: this is a shallow clone.*fetch-depth/);
      expect(code).toBe(0);
    });

    test('each grant that gets more is a warning on the line of its role, as many as GitHub shows, and a row', async () => {
      const { code, log, summary } = await validate(withGrants(12, wider));
      expect(log).toContain(
        `::warning title=Grant widened,file=${ROLES},line=2,col=3::aws-sandbox/alice/billing-0 is widened by it. billing-readonly allows more, or other things. alice may not approve this change.`,
      );
      expect(log.match(/^::warning/gm)).toHaveLength(10);
      expect(log).toContain('::warning::3 further grants are changed by it');
      expect(summary.match(/\| <code>alice<\/code> \| widened \|/g)).toHaveLength(12);
      expect(code).toBe(0);
    });
  });

  test('a wrong line becomes an annotation on it, a row of the summary, and a failure', async () => {
    const { code, log, summary, outputs } = await validate(mergedInto(POLICY, { [PATH]: REQUEST.replace('4h', '9h') }));
    expect(log).toContain(`::error title=over-maximum,file=${PATH},line=2,col=11::9h is asked for`);
    expect(summary).toContain('over-maximum');
    expect(outputs).toMatch(/valid<<.*\nfalse\n/);
    expect(code).toBe(1);
  });

  test('the policy is the base’s: a pull request cannot widen its own terms', async () => {
    const roles = POLICY['access/aws-sandbox/roles.yaml']?.replace('8h', '200h') ?? '';
    const { code, log } = await validate(
      mergedInto(POLICY, { [PATH]: REQUEST.replace('4h', '9h'), 'access/aws-sandbox/roles.yaml': roles }),
    );
    expect(log).toContain('::error title=over-maximum');
    expect(code).toBe(1);
  });

  test('hostile text neither gives the runner a command nor breaks out of the table', async () => {
    const evil = 'nope\\n::set-output name=a::b | <img src=x>\\u202e';
    const { log, summary } = await validate(
      mergedInto(POLICY, { [PATH]: REQUEST.replace('reason', `"${evil}": 1\nreason`) }),
    );
    expect(log).not.toMatch(/^\s*::set-output/m);
    expect(summary).not.toMatch(/[\u202e]|<img/);
    expect(log).toContain('::error title=');
  });

  test('a base that was not fetched fails and says so', async () => {
    const repository = mergedInto(POLICY, { [PATH]: REQUEST });
    repository.git('update-ref', '-d', 'refs/remotes/origin/main');
    const { code, log } = await validate(repository);
    expect(log).toContain('::error::no commit is named');
    expect(code).toBe(1);
  });

  test('what is in order passes, and the AWS SDK is not evaluated', async () => {
    const source = readFileSync(BUNDLE, 'utf8');
    const marked = source.replace('var IAMClient = class', "console.log('SDK evaluated'); var IAMClient = class");
    expect(marked).not.toBe(source);
    const repository = mergedInto(POLICY, { [PATH]: REQUEST });
    const bundle = join(repository.path, '.git/marked.cjs');
    writeFileSync(bundle, marked);
    const { code, log, summary, outputs } = await validate(repository, bundle);
    expect(log).not.toContain('SDK evaluated');
    expect(summary).toContain('all well');
    expect(outputs).toMatch(/valid<<.*\ntrue\n/);
    expect(code).toBe(0);
  });
});
