import type { Context } from 'probot';
import { evaluateMergeGroup, numberOfGroup } from '../use-cases/evaluate-merge-group.js';
import type { AppPorts } from './app-ports.js';
import { githubOf } from './evaluate.js';
import { unlessMissing } from './unless-missing.js';

/** A merge queue asks for the checks of its own commit: evaluated again, never waved through (design §5). */
export async function onMergeGroup(context: Context<'merge_group'>, ports: AppPorts): Promise<void> {
  const { head_ref: headRef, head_sha: headSha } = context.payload.merge_group;
  const github = githubOf(context);
  const passed = await unlessMissing(numberOfGroup(headRef), context, github, () =>
    evaluateMergeGroup({ headRef, headSha }, { github, ...ports }),
  );
  if (passed === null) return;
  context.log.info({ headRef, passed }, 'evaluated a merge group');
}
