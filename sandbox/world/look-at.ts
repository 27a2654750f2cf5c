import { IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import type { Octokit } from '@octokit/rest';
import { ACCOUNT, type World } from './start-world.js';
import { waitFor } from './wait-for.js';

const ACCESS = { owner: 'acme', repo: 'access' } as const;

export interface SeenCheck {
  readonly name: string;
  readonly conclusion: string | null;
  readonly title: string;
  readonly annotations: readonly { readonly path: string; readonly line: number; readonly message: string }[];
}

/** The newest check run of a name on a commit, as soon as there is one that satisfies. */
export async function seeCheck(
  octokit: Octokit,
  sha: string,
  name: 'access/request' | 'access/approval',
  satisfies: (conclusion: string | null) => boolean = () => true,
): Promise<SeenCheck> {
  return waitFor(`${name} on ${sha.slice(0, 7)}`, async () => {
    const { data } = await octokit.rest.checks.listForRef({ ...ACCESS, ref: sha, check_name: name });
    const newest = data.check_runs.toSorted((one, other) => other.id - one.id)[0];
    if (newest === undefined || !satisfies(newest.conclusion)) return null;
    const annotations = await octokit.rest.checks.listAnnotations({ ...ACCESS, check_run_id: newest.id });
    return {
      name,
      conclusion: newest.conclusion,
      title: newest.output.title ?? '',
      annotations: annotations.data.map((annotation) => ({
        path: annotation.path,
        line: annotation.start_line,
        message: annotation.message ?? '',
      })),
    };
  });
}

/** The App's one comment on a pull request. */
export async function seeComment(octokit: Octokit, number: number): Promise<string> {
  return waitFor(`a comment on #${number}`, async () => {
    const { data } = await octokit.rest.issues.listComments({ ...ACCESS, issue_number: number });
    return data.find((comment) => comment.body?.startsWith('<!-- lapse -->'))?.body ?? null;
  });
}

/** The pull request, as soon as it is merged. */
export async function seeMerged(octokit: Octokit, number: number): Promise<{ sha: string; mergedBy: string }> {
  return waitFor(`#${number} to be merged`, async () => {
    const { data } = await octokit.rest.pulls.get({ ...ACCESS, pull_number: number });
    return data.merged ? { sha: data.merge_commit_sha ?? '', mergedBy: data.merged_by?.login ?? '' } : null;
  });
}

/** What IAM itself says: `allowed`, `implicitDeny` or `explicitDeny`. */
export async function askIam(world: World, user: string, action: string): Promise<string> {
  const administrator = world.administrator;
  const client = new IAMClient({ endpoint: world.aws.url, region: 'us-east-1', credentials: administrator });
  const answer = await client.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: `arn:aws:iam::${ACCOUNT}:user/${user}`,
      ActionNames: [action],
    }),
  );
  client.destroy();
  return answer.EvaluationResults?.[0]?.EvalDecision ?? 'no answer';
}
