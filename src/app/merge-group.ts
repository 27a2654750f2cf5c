import type { Context } from 'probot';
import { evaluateMergeGroup } from '../use-cases/evaluate-merge-group.js';
import type { AppPorts } from './app-ports.js';
import { githubOf } from './evaluate.js';

/** A merge queue asks for the checks of its own commit: evaluated again, never waved through (design §5). */
export async function onMergeGroup(context: Context<'merge_group'>, ports: AppPorts): Promise<void> {
  const { head_ref: headRef, head_sha: headSha } = context.payload.merge_group;
  const passed = await evaluateMergeGroup({ headRef, headSha }, { github: githubOf(context), ...ports });
  context.log.info({ headRef, passed }, 'evaluated a merge group');
}
