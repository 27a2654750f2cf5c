import { seeCheck } from '../../sandbox/world/look-at.js';
import { ACCOUNT, REPOSITORY, REPOSITORY_ID } from '../../sandbox/world/start-world.js';
import { runProgram } from '../../src/cli/program.js';
import { ACCESS, type Lapse } from '../e2e/start-lapse.js';
import type { Reader } from './hostile-texts.js';

/** Something that Lapse wrote, and how it is read by what shows it. */
export interface Output {
  readonly what: string;
  readonly reader: Reader;
  readonly text: string;
}

/** Gathers what Lapse writes wherever it writes. */
export interface Outputs {
  readonly all: readonly Output[];
  collect(what: string, reader: Reader, text: string | null | undefined): void;
  /** What the command line says in a clone, as it is read. */
  tell(reader: Reader, clone: string, ...parameters: string[]): Promise<void>;
  /** Both checks of a commit, with their annotations. */
  checks(sha: string): Promise<void>;
  /** All that bots wrote: issues, pull requests, comments, branches, commits and records. */
  github(): Promise<void>;
  /** The names and the documents of a user's policies. */
  policies(user: string): void;
}

/** @param aws where the command line finds AWS. */
export function gatherOutputs(lapse: Lapse, aws: string): Outputs {
  const all: Output[] = [];
  const { octokit } = lapse.bob;
  const collect: Outputs['collect'] = (what, reader, text) => all.push({ what, reader, text: text ?? '' });
  const environment = { AWS_ENDPOINT_URL: aws, AWS_REGION: 'us-east-1', ...keysOf(lapse) };
  Object.assign(process.env, environment);

  return {
    all,
    collect,

    async tell(reader, clone, ...parameters) {
      const told = { out: '', err: '' };
      const env = {
        GITHUB_TOKEN: lapse.world.tokens['bob'],
        GITHUB_REPOSITORY: REPOSITORY,
        GITHUB_REPOSITORY_ID: String(REPOSITORY_ID),
        GITHUB_API_URL: lapse.world.github.url,
        GITHUB_SERVER_URL: lapse.world.github.url,
      };
      await runProgram(
        {
          env,
          colour: false,
          now: () => lapse.world.clock.now(),
          sleep: async () => {},
          write: (text) => {
            told.out += text;
          },
          report: (text) => {
            told.err += text;
          },
          setExitCode: () => {},
        },
        ['-C', clone, ...parameters],
      );
      collect(`lapse ${parameters.join(' ')}`, reader, told.out);
      collect(`what lapse ${parameters.join(' ')} says aside`, 'terminal', told.err);
    },

    async checks(sha) {
      for (const name of ['access/request', 'access/approval'] as const) {
        await seeCheck(octokit, sha, name);
        const { data } = await octokit.rest.checks.listForRef({ ...ACCESS, ref: sha, check_name: name });
        for (const { output, id } of data.check_runs) {
          collect(`the title of ${name}`, 'terminal', output.title);
          collect(`the summary of ${name}`, 'markdown', output.summary);
          const annotations = await octokit.rest.checks.listAnnotations({ ...ACCESS, check_run_id: id });
          for (const { message, title } of annotations.data)
            collect(`an annotation of ${name}`, 'terminal', `${title}\n${message}`);
        }
      }
    },

    async github() {
      const threads = await octokit.rest.issues.listForRepo({ ...ACCESS, state: 'all', per_page: 100 });
      for (const { number, body, title, user } of threads.data) {
        if (user?.type === 'Bot') {
          collect(`the body of ${title.split(' ')[0]} #${number}`, 'markdown', body);
          collect(`the title of #${number}`, 'message', title);
        }
        const { data } = await octokit.rest.issues.listComments({ ...ACCESS, issue_number: number, per_page: 100 });
        for (const one of data) if (one.user?.type === 'Bot') collect(`a comment on #${number}`, 'markdown', one.body);
      }
      await collectBranches();
    },

    policies(user) {
      for (const [name, document] of Object.entries(lapse.world.aws.policiesOf(ACCOUNT, user))) {
        collect('the name of a policy', 'name', name);
        collect('a policy document', 'message', JSON.stringify(document).replaceAll(user, ''));
      }
    },
  };

  async function collectBranches(): Promise<void> {
    const { git } = lapse.bob;
    await git('fetch', '--quiet', 'origin', '+refs/heads/*:refs/remotes/origin/*');
    const refs = await git('for-each-ref', '--format=%(refname:lstrip=3)', 'refs/remotes/origin/lapse');
    for (const branch of refs.split('\n')) {
      collect('the name of a branch', 'name', branch);
      const commits = branch === 'lapse/evidence' ? [`origin/${branch}`] : [`origin/main..origin/${branch}`];
      collect(`the commits of ${branch}`, 'message', await git('log', '--format=%an%n%B', ...commits));
    }
    const ours = ['--author=lapse', '--grep=^Revoke', '--grep=^Extend', '--grep=^Revert', 'origin/main'];
    collect('our commits on the default branch', 'message', await git('log', '--format=%an%n%B', ...ours));
    for (const path of (await git('ls-tree', '-r', '--name-only', 'origin/lapse/evidence')).split('\n')) {
      if (!path.endsWith('.json')) continue;
      collect('the path of a record', 'name', path);
      collect(`the record ${path}`, 'json', await git('cat-file', 'blob', `origin/lapse/evidence:${path}`));
    }
  }
}

function keysOf({ world: { administrator } }: Lapse): Readonly<Record<string, string>> {
  return { AWS_ACCESS_KEY_ID: administrator.accessKeyId, AWS_SECRET_ACCESS_KEY: administrator.secretAccessKey };
}
