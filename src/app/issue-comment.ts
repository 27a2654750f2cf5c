import type { Context } from 'probot';
import { readCommand } from '../access/read-command.js';
import { answerCommand } from '../use-cases/answer-command.js';
import type { AppPorts } from './app-ports.js';
import { githubOf } from './evaluate.js';
import { unlessMissing } from './unless-missing.js';

/** Somebody commented on a pull request. Only new comments of people command anything: an edited one never does. */
export async function onIssueComment(context: Context<'issue_comment.created'>, ports: AppPorts): Promise<void> {
  const { issue, comment } = context.payload;
  if (!issue.pull_request || comment.user?.type !== 'User') return;
  const command = readCommand(comment.body);
  if (command === null) return;
  const { login, id, type } = comment.user;
  const { number } = issue;
  const told = { number, commentId: comment.id, by: { login, id, type }, command };
  const github = githubOf(context);
  const answered = await unlessMissing(number, context, github, () => answerCommand(told, { github, ...ports }));
  if (answered === null) return;
  const { result } = answered;
  context.log.info({ pullRequest: number, command: command.kind, by: login, result }, 'commanded');
}
