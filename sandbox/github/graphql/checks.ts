import { iso, isoOrNull } from '../present/account.js';
import { outcomeOf, runsOf } from '../present/check.js';
import { pageUrlOf } from '../present/repository.js';
import type { App, CheckRun, CheckSuite, Repository, World } from '../state.js';
import { connectionOf, type PageArguments } from './connection.js';
import { type Context, requirePermission } from './context.js';

export interface SuiteArguments extends PageArguments {
  readonly filterBy?: { readonly appId?: number | null; readonly checkName?: string | null } | null;
}

interface RunArguments extends PageArguments {
  readonly filterBy?: {
    readonly appId?: number | null;
    readonly checkName?: string | null;
    readonly checkType?: 'ALL' | 'LATEST' | null;
    readonly status?: string | null;
  } | null;
}

/** Commit.checkSuites: https://docs.github.com/en/graphql/reference/checks */
export function suitesOf(world: World, repository: Repository, sha: string, args: SuiteArguments, context: Context) {
  requirePermission(context, 'checks:read');
  const { appId, checkName } = args.filterBy ?? {};
  const found = repository.checkSuites.filter(
    (suite) =>
      suite.headSha === sha &&
      (!appId || suite.app.id === appId) &&
      (!checkName || runsOf(repository, suite).some((run) => run.name === checkName)),
  );
  return connectionOf('checkSuites', found, args, (suite) => suiteOf(world, repository, suite));
}

function suiteOf(world: World, repository: Repository, suite: CheckSuite): Record<string, unknown> {
  const { status, conclusion } = outcomeOf(repository, suite);
  return {
    __typename: 'CheckSuite',
    id: suite.nodeId,
    databaseId: suite.id,
    status: status.toUpperCase(),
    conclusion: conclusion?.toUpperCase() ?? null,
    createdAt: iso(suite.createdAt),
    updatedAt: iso(suite.updatedAt),
    app: appOf(world, suite.app),
    checkRuns: (args: RunArguments) =>
      connectionOf('checkRuns', selectRuns(repository, suite, args), args, (run) => runOf(world, repository, run)),
  };
}

function selectRuns(repository: Repository, suite: CheckSuite, { filterBy }: RunArguments): CheckRun[] {
  const { appId, checkName, checkType, status } = filterBy ?? {};
  const all = runsOf(repository, suite);
  return all.filter(
    (run, index) =>
      (!appId || suite.app.id === appId) &&
      (!checkName || run.name === checkName) &&
      (!status || run.status.toUpperCase() === status) &&
      (checkType !== 'LATEST' || !all.slice(index + 1).some((later) => later.name === run.name)),
  );
}

function runOf(world: World, repository: Repository, run: CheckRun) {
  return {
    __typename: 'CheckRun',
    id: run.nodeId,
    databaseId: run.id,
    name: run.name,
    status: run.status.toUpperCase(),
    conclusion: run.conclusion?.toUpperCase() ?? null,
    externalId: run.externalId,
    startedAt: iso(run.startedAt),
    completedAt: isoOrNull(run.completedAt),
    title: run.title,
    summary: run.summary,
    text: run.text,
    detailsUrl: run.detailsUrl,
    url: `${pageUrlOf(world, repository)}/runs/${run.id}`,
    permalink: `${pageUrlOf(world, repository)}/runs/${run.id}`,
    checkSuite: () => suiteOf(world, repository, run.suite),
  };
}

function appOf(world: World, app: App) {
  return {
    __typename: 'App',
    id: app.nodeId,
    databaseId: app.id,
    clientId: app.clientId,
    name: app.slug,
    slug: app.slug,
    description: '',
    url: `${world.url}/apps/${app.slug}`,
    createdAt: iso(app.createdAt),
    updatedAt: iso(app.createdAt),
  };
}
