import { readAccessPath } from '../../src/access/access-path.js';
import type { Command } from '../../src/access/command.js';
import { readCommand } from '../../src/access/read-command.js';
import type { Account } from '../../src/approval/facts.js';
import type { GitHub } from '../../src/github/github.js';
import { type Answered, answerCommand } from '../../src/use-cases/answer-command.js';
import { ALICE, ALICE_PATH, HOUR, NOW, requestText } from '../approval/facts-builder.js';
import { type FakeWorld, fakeWorld, type Merge } from './fake-world.js';

/** The comment that commands. */
export const COMMENT = 4711;
export const CAROL_PATH = 'access/aws-sandbox/carol/billing.yaml';
export const FOUR = requestText('billing', 'duration: 4h');
export const BOTH = ['/lapse revoke', '/lapse extend 2h'];
/** What is written where a command is answered and nothing else, or carried out. */
export const TOLD = ['writeAnswer', 'addReaction'];
export const REVOKE = ['setBranch', 'commitDeletion', 'openPullRequest', ...TOLD];
export const EXTEND = ['setBranch', 'commitTexts', 'openPullRequest', ...TOLD];

/** alice's four hours were merged an hour ago, in pull request 12; carol is the only owner. */
export function mergedWorld(merge: Partial<Merge> = {}, overrides: Partial<GitHub> = {}): FakeWorld {
  const made = fakeWorld(overrides);
  made.push(NOW - 200 * HOUR, { '.github/CODEOWNERS': '/access/ @carol\n' });
  made.merge({ at: NOW - HOUR, changes: { [ALICE_PATH]: FOUR }, ...merge });
  return made;
}

/** Says it on pull request 12, which GitHub gives with what stands at the tip. */
export async function say(text: string, made: FakeWorld, by: Account = ALICE, number = 12): Promise<Answered> {
  const command = readCommand(text);
  if (command === null) throw new Error(`no command: ${text}`);
  return tell(command, made, by, number);
}

async function tell(command: Command, made: FakeWorld, by: Account, number: number): Promise<Answered> {
  const reading = made.hub.world.pullRequests.get(number);
  if (reading !== undefined) {
    const files = [...made.clone.treeAt(made.clone.tip()).values()];
    const standing = files.filter(({ path }) => readAccessPath(path).kind === 'request');
    made.hub.world.pullRequests.set(number, { ...reading, facts: { ...reading.facts, standing } });
  }
  return answerCommand({ number, commentId: COMMENT, by, command }, { ...made.ports, now: () => made.now });
}

export function writes(made: FakeWorld): string[] {
  return made.hub.writes.map(({ method }) => method);
}

export function reactions(made: FakeWorld): string[] {
  return made.hub.reactions.map(({ commentId, reaction }) => `${commentId} ${reaction}`);
}

export function lastAnswer(made: FakeWorld): string {
  return made.hub.answers.at(-1)?.body ?? '';
}
