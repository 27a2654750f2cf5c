import { styleText } from 'node:util';

export type StepName =
  | 'sandbox-started'
  | 'request-rejected'
  | 'request-valid'
  | 'self-approval-ignored'
  | 'approved'
  | 'merged'
  | 'granted'
  | 'allowed'
  | 'denied-by-floor'
  | 'revert-opened'
  | 'reverted'
  | 'removed'
  | 'audited';

/** One step as it went: what the story promised, and what was seen. */
export interface Step {
  readonly step: StepName;
  readonly ok: boolean;
  /** RFC 3339, in the sandbox's time. */
  readonly at: string;
  /** What happened, in one line. */
  readonly told: string;
  /** What was seen, a line each. */
  readonly seen: readonly string[];
}

export interface Telling {
  tell(step: Step): void;
  /** What is going on between two steps. */
  remark(text: string): void;
}

/** One JSON object a line, for programs. */
export function tellJson(write: (text: string) => void): Telling {
  return {
    tell: (step) => write(`${JSON.stringify(step)}\n`),
    remark: () => {},
  };
}

/** For people. */
export function tellPeople(write: (text: string) => void): Telling {
  return {
    tell(step) {
      const sign = step.ok ? styleText('green', '✔') : styleText('red', '✘');
      write(`${sign} ${styleText('bold', step.told)}\n`);
      for (const line of step.seen) write(`    ${styleText('dim', line)}\n`);
      write('\n');
    },
    remark: (text) => write(`${styleText('cyan', '·')} ${text}\n`),
  };
}
