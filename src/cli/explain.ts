import type { Command } from 'commander';
import type { GitHub } from '../github/github.js';
import { providers } from '../providers/providers.js';
import { passesApprovalCheck, passesRequestCheck } from '../render/judgement.js';
import { describeExplanation, renderExplanation } from '../render/terminal/render-explanation.js';
import { renderJson } from '../render/terminal/render-json.js';
import { explainPullRequest } from '../use-cases/explain-pull-request.js';
import { UsageError } from '../use-cases/usage-error.js';
import type { Cli, ExitCode, GlobalOptions } from './cli.js';
import { readTime } from './options.js';
import { runCommand } from './run-command.js';
import { connectGitHub } from './run-ports.js';

const HELP = `
Examples:
  $ lapse explain 12
  $ lapse explain https://github.com/acme/access/pull/12 --json
  $ lapse explain 12 --approve bob --dismiss carol --at 2026-11-23T18:00:00Z

Environment:
  GITHUB_TOKEN        an App's installation token, or one that may read pull requests and the teams' members
  GITHUB_REPOSITORY   owner/name
  GITHUB_API_URL, GITHUB_GRAPHQL_URL: other endpoints than the public ones`;

interface ExplainOptions extends GlobalOptions {
  readonly approve?: readonly string[];
  readonly dismiss?: readonly string[];
  readonly at?: string;
}

export function addExplain(program: Command, cli: Cli): void {
  program
    .command('explain')
    .summary('tell what a pull request waits for, and why')
    .description('Tell what a pull request waits for, who can give it and why, or what would be if. Writes nothing.')
    .argument('<pull-request>', 'its number, or its address')
    .option('--approve <login>', 'as if this person approved the head now; may be given again', gather)
    .option('--dismiss <login>', "as if this person's review were dismissed; may be given again", gather)
    .option('--at <time>', 'decide at this time, a date or RFC 3339 (default: now)')
    .addHelpText('after', HELP)
    .action((pullRequest: string, _options: unknown, command: Command) =>
      runCommand(cli, () => explain(cli, pullRequest, command.optsWithGlobals<ExplainOptions>())),
    );
}

async function explain(cli: Cli, typed: string, options: ExplainOptions): Promise<ExitCode> {
  const [approve, dismiss] = [readLogins('--approve', options.approve), readLogins('--dismiss', options.dismiss)];
  const at = options.at === undefined ? null : readTime('--at', options.at);
  const github = await connectGitHub(cli);
  const question = { number: readNumber(typed, github), approve, dismiss, at };
  const found = await explainPullRequest(question, { github, providers, now: () => cli.now() });
  cli.write(options.json === true ? renderJson(describeExplanation(found)) : renderExplanation(found, cli));
  return passesRequestCheck(found.judgement) && passesApprovalCheck(found.judgement) ? 0 : 1;
}

function gather(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** `12`, `#12`, or an address of this repository. */
function readNumber(typed: string, { owner, name }: GitHub): number {
  const [, path, number] =
    /^(?:#|https?:\/\/[^/]+\/([^/]+\/[^/]+)\/pull\/)?([1-9][0-9]{0,9})(?:[/?#].*)?$/.exec(typed) ?? [];
  if (number === undefined) {
    throw new UsageError(`${JSON.stringify(typed)} is no pull request`, 'give its number, such as 12, or its address');
  }
  if (path !== undefined && path.toLowerCase() !== `${owner}/${name}`.toLowerCase()) {
    throw new UsageError(`the pull request is of ${path}`, 'set GITHUB_REPOSITORY to the repository that it is in');
  }
  return Number(number);
}

/** As GitHub has logins; with the suffix of a bot, because to ask about one is no mistake. */
const LOGIN = /^@?([A-Za-z0-9][A-Za-z0-9_-]{0,99}(?:\[bot\])?)$/;

function readLogins(option: string, typed: readonly string[] = []): readonly string[] {
  const logins = new Map<string, string>();
  for (const text of typed) {
    const [, login] = LOGIN.exec(text) ?? [];
    if (login === undefined) {
      throw new UsageError(`${option} ${JSON.stringify(text)} is no login`, 'give a login of GitHub, such as alice');
    }
    logins.set(login.toLowerCase(), login);
  }
  return [...logins.values()];
}
