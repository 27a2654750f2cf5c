import { readAccessPath } from '../access/access-path.js';
import type { Command } from '../access/command.js';
import type { Instant } from '../access/instant.js';
import type { Policy } from '../access/policy.js';
import { readPolicy } from '../access/read-policy.js';
import type { Account, PullRequestFacts } from '../approval/facts.js';
import { mayCommand } from '../approval/may-command.js';
import type { GitHub, Reaction } from '../github/github.js';
import type { Provider } from '../providers/provider.js';
import { type Answer, renderAnswer } from '../render/render-answer.js';
import { carryOut, type MeantRequest, type Order } from './carry-out.js';

export interface CommandPorts {
  readonly github: GitHub;
  readonly providers: ReadonlyMap<string, Provider>;
  now(): Instant;
}

/** A comment on a pull request whose first line is a command. */
export interface CommandComment {
  readonly number: number;
  readonly commentId: number;
  readonly by: Account;
  readonly command: Command;
}

export interface Answered {
  /** `not-permitted`: answered with nothing but a reaction. */
  readonly result: 'done' | 'not-done' | 'not-permitted';
  readonly answers: readonly Answer[];
}

/**
 * Does what somebody commands in a comment, if they may, and answers with a reaction and a line. Works from present facts
 * alone, so a doubled webhook finds what the first one did (law 1).
 * @throws {GitHubError} after it has been answered that it could not be done.
 */
export async function answerCommand(comment: CommandComment, ports: CommandPorts): Promise<Answered> {
  const { number, commentId, command } = comment;
  const { github } = ports;
  const tip = await github.readTip();
  const { facts } = await github.readPullRequest(number, tip.sha);
  const policy = readPolicy(facts.policyFiles, ports.providers);
  const permitted = await findPermitted(comment, facts, policy, github);
  if (permitted.length === 0) {
    await github.addReaction(commentId, '-1');
    return { result: 'not-permitted', answers: [] };
  }
  const early = findEarlyAnswer(command, permitted, facts);
  if (early !== null || command.kind === 'unknown') {
    const answers = early === null ? [] : [early];
    await reply(comment, answers, 'confused', github);
    return { result: 'not-done', answers };
  }
  const meant = permitted.filter(({ path }) => command.grant === null || command.grant === path.grant);
  const order: Order = { ...comment, command, facts, tip, policy, meant };
  const { answers, isDone, error } = await carryOut(order, ports);
  await reply(comment, answers, isDone ? '+1' : 'confused', github);
  if (error !== null) throw error;
  return { result: isDone ? 'done' : 'not-done', answers };
}

/** Everybody else gets no text: it would tell strangers what stands, and let them make us write. */
async function findPermitted(
  { by }: CommandComment,
  facts: PullRequestFacts,
  policy: Policy,
  github: GitHub,
): Promise<MeantRequest[]> {
  const asked = new Map<string, boolean>();
  const isInSome = async (teams: readonly string[]): Promise<boolean> => {
    for (const team of teams) {
      const answer = asked.get(team) ?? (await github.isTeamMember(team, by.login));
      asked.set(team, answer);
      if (answer) return true;
    }
    return false;
  };
  const permitted: MeantRequest[] = [];
  for (const file of facts.files) {
    const path = readAccessPath(file.path);
    if (path.kind !== 'request') continue;
    const say = mayCommand(by, path, facts, policy);
    if (say.may) permitted.push({ path, file, through: say.through });
    else if (await isInSome(say.teams)) permitted.push({ path, file, through: 'path' });
  }
  return permitted;
}

/** What can be said without looking at what stands. */
function findEarlyAnswer(command: Command, permitted: readonly MeantRequest[], facts: PullRequestFacts): Answer | null {
  if (command.kind === 'unknown') {
    return { kind: 'unknown-command', message: command.message, cure: command.cure };
  }
  if (facts.state !== 'merged' || facts.baseBranch !== facts.defaultBranch) return { kind: 'not-merged' };
  const { grant } = command;
  if (grant === null || permitted.some(({ path }) => path.grant === grant)) return null;
  const cure = 'Comment on the pull request that it came with.';
  return {
    kind: 'refused',
    grant,
    message: 'It is none of the requests of this pull request that you may command.',
    cure,
  };
}

async function reply(
  { number, commentId }: CommandComment,
  answers: readonly Answer[],
  reaction: Reaction,
  github: GitHub,
): Promise<void> {
  await github.writeAnswer(number, commentId, answers.map(renderAnswer).join('\n\n'));
  await github.addReaction(commentId, reaction);
}
