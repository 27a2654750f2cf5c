import { textOf } from '../body.js';
import { emit } from '../emit.js';
import {
  presentAnnotation,
  presentCheckRun,
  presentCheckSuite,
  presentSimpleSuite,
  presentSuiteOfEvent,
} from '../present/check.js';
import { pageUrlOf } from '../present/repository.js';
import { notFound, Refusal } from '../refusal.js';
import { type Answer, pageOf, type RepositoryCall, type Route, repositoryRoute } from '../router.js';
import type { App, CheckRun, CheckSuite, Repository } from '../state.js';
import { applyFields } from './check-fields.js';
import { resolveCommit } from './git-data.js';

/** https://docs.github.com/en/rest/checks */
export const checkRoutes: readonly Route[] = [
  repositoryRoute('POST /check-runs', 'checks:write', 'write', createRun),
  repositoryRoute('GET /check-runs/{check_run_id}', 'checks:read', 'read', getRun),
  repositoryRoute('PATCH /check-runs/{check_run_id}', 'checks:write', 'write', updateRun),
  repositoryRoute('GET /check-runs/{check_run_id}/annotations', 'checks:read', 'read', listAnnotations),
  repositoryRoute('POST /check-runs/{check_run_id}/rerequest', 'checks:write', 'write', rerequestRun),
  repositoryRoute('GET /check-suites/{check_suite_id}', 'checks:read', 'read', getSuite),
  repositoryRoute('POST /check-suites/{check_suite_id}/rerequest', 'checks:write', 'write', rerequestSuite),
  repositoryRoute('GET /commits/{ref}/check-runs', 'checks:read', 'read', listRuns),
  repositoryRoute('GET /commits/{ref}/check-suites', 'checks:read', 'read', listSuites),
];

/** Only an App writes checks. */
function appOfCaller({ actor }: RepositoryCall): App {
  if (actor.kind === 'user') throw new Refusal(403, 'You must authenticate via a GitHub App.');
  return actor.app;
}

async function createRun(call: RepositoryCall): Promise<Answer> {
  const { world, repository, body } = call;
  const app = appOfCaller(call);
  const name = textOf(body, 'name', 'CheckRun');
  const sha = textOf(body, 'head_sha', 'CheckRun');
  const commit = /^[0-9a-f]{40}$/.test(sha) ? await world.store.commit(repository.gitDirectory, sha) : null;
  if (!commit) throw new Refusal(422, `No commit found for SHA: ${sha}`);
  const id = world.nextId();
  const run: CheckRun = {
    id,
    nodeId: `CR_${Buffer.from(String(id)).toString('base64url')}`,
    name,
    headSha: sha,
    suite: suiteFor(call, app, sha),
    status: 'queued',
    conclusion: null,
    startedAt: world.now(),
    completedAt: null,
    detailsUrl: `${pageUrlOf(world, repository)}/runs/${id}`,
    externalId: '',
    title: null,
    summary: null,
    text: null,
    annotations: [],
  };
  applyFields(call, run);
  repository.checkRuns.set(id, run);
  await emitRun(call, 'created', run);
  if (run.status === 'completed') await emitRun(call, 'completed', run);
  return { status: 201, body: presentCheckRun(world, repository, run) };
}

function suiteFor({ world, repository }: RepositoryCall, app: App, sha: string): CheckSuite {
  const known = repository.checkSuites.find((suite) => suite.app === app && suite.headSha === sha);
  if (known) return known;
  const id = world.nextId();
  const suite: CheckSuite = {
    id,
    nodeId: `CS_${Buffer.from(String(id)).toString('base64url')}`,
    app,
    headSha: sha,
    createdAt: world.now(),
    updatedAt: world.now(),
    isRerequested: false,
  };
  repository.checkSuites.push(suite);
  return suite;
}

function findRun(repository: Repository, id: string | undefined): CheckRun {
  const run = repository.checkRuns.get(Number(id));
  if (!run) throw notFound();
  return run;
}

function findSuite(repository: Repository, id: string | undefined): CheckSuite {
  const suite = repository.checkSuites.find((one) => one.id === Number(id));
  if (!suite) throw notFound();
  return suite;
}

async function emitRun(call: RepositoryCall, action: string, run: CheckRun): Promise<void> {
  const { world, repository, actor } = call;
  const suite = presentSimpleSuite(world, repository, run.suite);
  const presented = { ...presentCheckRun(world, repository, run), check_suite: suite };
  const only = action === 'rerequested' ? run.suite.app : undefined;
  emit(world, repository, actor, 'check_run', { action, check_run: presented }, only);
}

async function updateRun(call: RepositoryCall): Promise<Answer> {
  const { world, repository, params } = call;
  const app = appOfCaller(call);
  const run = findRun(repository, params['check_run_id']);
  if (run.suite.app !== app)
    throw new Refusal(
      403,
      `Invalid app_id \`${app.id}\` - check run can only be modified by the GitHub App that created it.`,
    );
  const before = run.status;
  applyFields(call, run);
  if (before !== 'completed' && run.status === 'completed') await emitRun(call, 'completed', run);
  return { status: 200, body: presentCheckRun(world, repository, run) };
}

function getRun({ world, repository, params }: RepositoryCall): Answer {
  return { status: 200, body: presentCheckRun(world, repository, findRun(repository, params['check_run_id'])) };
}

function listAnnotations(call: RepositoryCall): Answer {
  const { world, repository, params } = call;
  const run = findRun(repository, params['check_run_id']);
  const { items, headers } = pageOf(call, run.annotations);
  return { status: 200, headers, body: items.map((one) => presentAnnotation(world, repository, run, one)) };
}

async function rerequestRun(call: RepositoryCall): Promise<Answer> {
  const run = findRun(call.repository, call.params['check_run_id']);
  run.suite.isRerequested = true;
  await emitRun(call, 'rerequested', run);
  return { status: 201, body: {} };
}

async function getSuite({ world, repository, params }: RepositoryCall): Promise<Answer> {
  const suite = findSuite(repository, params['check_suite_id']);
  return { status: 200, body: await presentCheckSuite(world, repository, suite) };
}

async function rerequestSuite(call: RepositoryCall): Promise<Answer> {
  const { world, repository, actor, params } = call;
  const suite = findSuite(repository, params['check_suite_id']);
  suite.isRerequested = true;
  const presented = await presentSuiteOfEvent(world, repository, suite);
  emit(world, repository, actor, 'check_suite', { action: 'rerequested', check_suite: presented }, suite.app);
  return { status: 201, body: {} };
}

async function listRuns(call: RepositoryCall): Promise<Answer> {
  const { world, repository, params, query } = call;
  const sha = await resolveCommit(world, repository, params['ref'] ?? '');
  if (!sha) throw new Refusal(422, `No commit found for SHA: ${params['ref'] ?? ''}`);
  const [name, status, app] = [query.get('check_name'), query.get('status'), query.get('app_id')];
  const found = [...repository.checkRuns.values()]
    .filter((run) => run.headSha === sha && (!name || run.name === name) && (!status || run.status === status))
    .filter((run) => !app || String(run.suite.app.id) === app)
    .reverse();
  // "latest" is the default: the newest of each name of each App.
  const latest = found.filter(
    (run, index) => found.findIndex((one) => one.name === run.name && one.suite === run.suite) === index,
  );
  const shown = query.get('filter') === 'all' ? found : latest;
  const { items, headers } = pageOf(call, shown);
  const runs = items.map((run) => presentCheckRun(world, repository, run));
  return { status: 200, headers, body: { total_count: shown.length, check_runs: runs } };
}

async function listSuites(call: RepositoryCall): Promise<Answer> {
  const { world, repository, params } = call;
  const sha = await resolveCommit(world, repository, params['ref'] ?? '');
  if (!sha) throw new Refusal(422, `No commit found for SHA: ${params['ref'] ?? ''}`);
  const found = repository.checkSuites.filter((suite) => suite.headSha === sha);
  const { items, headers } = pageOf(call, found);
  const suites = await Promise.all(items.map((suite) => presentCheckSuite(world, repository, suite)));
  return { status: 200, headers, body: { total_count: found.length, check_suites: suites } };
}
