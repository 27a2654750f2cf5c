import type { Finding } from './finding.js';
import { sayDoubts } from './verify-doubts.js';
import { FINDING_RULES, type FindingRuleName, type UnprovedRule, type WrongRule } from './verify-rules.js';

/** What a finding is about; nulls where it concerns the evidence or the clone as a whole. */
export interface About {
  readonly grant: string | null;
  readonly addedIn: string | null;
}

export const THE_WHOLE: About = { grant: null, addedIn: null };

interface Doubts {
  readonly first: string;
  count: number;
}

/** Gathers what the checks have to say. What cannot be proved is counted, and told once in sum, so that a list stays readable. */
export class FindingList {
  readonly #findings: Finding[] = [];
  readonly #doubts = new Map<UnprovedRule, Doubts>();

  wrong(rule: WrongRule, about: About, where: string, message: string): void {
    this.#add(rule, about, where, message);
  }

  /** Something that is unproved and has to be told by itself. */
  unproved(rule: UnprovedRule, about: About, where: string, message: string): void {
    this.#add(rule, about, where, message);
  }

  /** One more of what cannot be proved for many. @param where to begin to look. */
  doubt(rule: UnprovedRule, where: string, count = 1): void {
    const known = this.#doubts.get(rule);
    if (known === undefined) this.#doubts.set(rule, { first: where, count });
    else known.count += count;
  }

  /** What is wrong first; then by grant, the whole first, and by rule. The same whatever order the checks ran in. */
  inOrder(): readonly Finding[] {
    const sums = [...this.#doubts].map(([rule, { first, count }]) => {
      const where = count === 1 ? first : `${first} and ${count - 1} more`;
      return makeFinding(rule, THE_WHOLE, where, sayDoubts(rule, count));
    });
    return [...this.#findings, ...sums].sort(compare);
  }

  #add(rule: FindingRuleName, about: About, where: string, message: string): void {
    this.#findings.push(makeFinding(rule, about, where, message));
  }
}

function makeFinding(rule: FindingRuleName, { grant, addedIn }: About, where: string, message: string): Finding {
  const { level, cure } = FINDING_RULES[rule];
  return { level, rule, grant, addedIn, where, message, cure };
}

function compare(a: Finding, b: Finding): number {
  return (
    Number(a.level === 'unproved') - Number(b.level === 'unproved') ||
    compareText(a.grant ?? '', b.grant ?? '') ||
    compareText(a.addedIn ?? '', b.addedIn ?? '') ||
    compareText(a.rule, b.rule) ||
    compareText(a.where, b.where) ||
    compareText(a.message, b.message)
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
