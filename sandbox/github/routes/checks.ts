import { isRecord, optionalList, optionalRecord, optionalText, textOf } from '../body.js';
import { emit } from '../emit.js';
import { presentAnnotation, presentCheckRun, presentCheckSuite } from '../present/check.js';
import { pageUrlOf } from '../present/repository.js';
import { invalid, notFound, Refusal } from '../refusal.js';
import { type Answer, pageOf, type RepositoryCall, type Route, repositoryRoute } from '../router.js';
import {
  type Annotation,
  type App,
  type CheckRun,
  type CheckSuite,
  type Conclusion,
  conclusions,
  type Repository,
} from '../state.js';
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

const mostAnnotations = 50;
const longestText = 65_535;

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
  };
  repository.checkSuites.push(suite);
  return suite;
}

/** Takes the fields of a create or update; throws before it has changed anything. */
function applyFields({ world, body }: RepositoryCall, run: CheckRun): void {
  const status = optionalText(body, 'status', 'CheckRun');
  const conclusion = readConclusion(body);
  if (status !== undefined && status !== 'queued' && status !== 'in_progress' && status !== 'completed')
    throw invalid('CheckRun', 'status');
  if (status === 'completed' && conclusion === undefined) throw invalid('CheckRun', 'conclusion', 'missing_field');
  const startedAt = readTime(body, 'started_at');
  const completedAt = readTime(body, 'completed_at');
  const output = optionalRecord(body, 'output', 'CheckRun');
  const read = output ? readOutput(output) : undefined;
  if (read) {
    run.title = read.title ?? run.title;
    run.summary = read.summary;
    run.text = read.text ?? run.text;
    run.annotations = [...run.annotations, ...read.annotations];
  }
  run.detailsUrl = optionalText(body, 'details_url', 'CheckRun') ?? run.detailsUrl;
  run.externalId = optionalText(body, 'external_id', 'CheckRun') ?? run.externalId;
  run.startedAt = startedAt ?? run.startedAt;
  // "Providing conclusion will automatically set the status parameter to completed."
  run.status = conclusion !== undefined ? 'completed' : (status ?? run.status);
  if (run.status === 'completed') {
    run.conclusion = conclusion ?? run.conclusion;
    run.completedAt = completedAt ?? run.completedAt ?? world.now();
  } else {
    run.conclusion = null;
    run.completedAt = null;
  }
  run.suite.updatedAt = world.now();
}

function readConclusion(body: RepositoryCall['body']): Conclusion | undefined {
  const text = optionalText(body, 'conclusion', 'CheckRun');
  const conclusion = conclusions.find((one) => one === text);
  if (text !== undefined && conclusion === undefined) throw invalid('CheckRun', 'conclusion');
  return conclusion;
}

function readTime(body: Readonly<Record<string, unknown>>, field: string): number | undefined {
  const text = optionalText(body, field, 'CheckRun');
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw invalid('CheckRun', field);
  return time;
}

function readOutput(output: Readonly<Record<string, unknown>>) {
  const summary = textOf(output, 'summary', 'CheckRun');
  const text = optionalText(output, 'text', 'CheckRun');
  for (const [field, value] of Object.entries({ summary, text })) {
    if (value !== undefined && value.length > longestText)
      throw invalid('CheckRun', field, 'custom', `${field} exceeds a maximum of 65535 characters`);
  }
  const annotations = optionalList(output, 'annotations', 'CheckRun') ?? [];
  if (annotations.length > mostAnnotations)
    throw new Refusal(
      422,
      'Invalid request.\n\nNo more than 50 items are allowed; too many annotations were supplied.',
    );
  return {
    title: optionalText(output, 'title', 'CheckRun'),
    summary,
    text,
    annotations: annotations.map(readAnnotation),
  };
}

function readAnnotation(value: unknown): Annotation {
  if (!isRecord(value)) throw invalid('CheckRun', 'annotations');
  const [from, to, level] = [value['start_line'], value['end_line'], textOf(value, 'annotation_level', 'CheckRun')];
  if (!['notice', 'warning', 'failure'].includes(level)) throw invalid('CheckRun', 'annotation_level');
  if (!Number.isInteger(from) || !Number.isInteger(to)) throw invalid('CheckRun', 'start_line');
  const [startLine, endLine] = [Number(from), Number(to)];
  const column = (field: string) => (typeof value[field] === 'number' ? Number(value[field]) : null);
  // "Only include this parameter if start_line and end_line have the same value."
  if (startLine !== endLine && (column('start_column') !== null || column('end_column') !== null))
    throw invalid('CheckRun', 'start_column');
  return {
    path: textOf(value, 'path', 'CheckRun'),
    start_line: startLine,
    end_line: endLine,
    start_column: column('start_column'),
    end_column: column('end_column'),
    annotation_level: level,
    title: optionalText(value, 'title', 'CheckRun') ?? null,
    message: textOf(value, 'message', 'CheckRun'),
    raw_details: optionalText(value, 'raw_details', 'CheckRun') ?? null,
  };
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
  const suite = await presentCheckSuite(world, repository, run.suite);
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
  const presented = await presentCheckSuite(world, repository, suite);
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
