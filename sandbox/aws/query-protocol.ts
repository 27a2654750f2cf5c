import { AwsRefusal, constraintViolation, validationError } from './errors.js';

/** The form of a request: flat names with dots, as `ContextEntries.member.1.ContextKeyName`. */
export type Form = ReadonlyMap<string, string>;

/** What a string must satisfy. `says` replaces the standard sentence about the pattern. */
export interface TextRule {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
  readonly says?: string;
}

/** Throws 400 MalformedInput where a name is there twice: which one is meant is anybody's guess. */
export function parseForm(body: string): Form {
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body)) {
    if (form.has(name)) throw new AwsRefusal(400, 'MalformedInput', `Parameter ${name} is given more than once`);
    form.set(name, value);
  }
  return form;
}

/**
 * Reads the parameters of one action and remembers which it has read, so that `end` can refuse the rest. AWS itself
 * passes over what it does not know; the sandbox is stricter, so that a misspelt parameter cannot go unnoticed.
 */
export class ParameterReader {
  readonly #form: Form;
  readonly #read = new Set<string>();

  constructor(form: Form) {
    this.#form = form;
  }

  /** Throws 400 ValidationError where it is missing or breaks the rule. */
  text(name: string, rule: TextRule = {}): string {
    const value = this.optionalText(name, rule);
    if (value === undefined) throw constraintViolation(undefined, name, 'Member must not be null');
    return value;
  }

  optionalText(name: string, rule: TextRule = {}): string | undefined {
    this.#read.add(name);
    const value = this.#form.get(name);
    if (value !== undefined) checkText(name, value, rule);
    return value;
  }

  optionalInteger(name: string, least: number, most: number): number | undefined {
    const value = this.optionalText(name);
    if (value === undefined) return undefined;
    if (!/^-?\d{1,9}$/.test(value)) throw validationError(`${value} is not a valid integer for ${name}`);
    const number = Number(value);
    if (number < least)
      throw constraintViolation(value, name, `Member must have value greater than or equal to ${least}`);
    if (number > most) throw constraintViolation(value, name, `Member must have value less than or equal to ${most}`);
    return number;
  }

  /** `Name.member.1`, `Name.member.2`, …; a gap in the numbers ends the list, and `end` then refuses what follows. */
  list<Member>(name: string, readMember: (member: string) => Member): Member[] {
    // The SDK writes an empty list as a bare `Name=`.
    if (this.#form.get(name) === '') this.#read.add(name);
    const members: Member[] = [];
    for (let number = 1; this.#holds(`${name}.member.${number}`); number += 1) {
      members.push(readMember(`${name}.member.${number}`));
    }
    return members;
  }

  /** Throws 400 ValidationError if anything was sent that nobody read. */
  end(): void {
    for (const name of this.#form.keys()) {
      if (!this.#read.has(name)) throw validationError(`Unknown parameter ${name}`);
    }
  }

  #holds(prefix: string): boolean {
    if (this.#form.has(prefix)) return true;
    for (const name of this.#form.keys()) {
      if (name.startsWith(`${prefix}.`)) return true;
    }
    return false;
  }
}

function checkText(name: string, value: string, rule: TextRule): void {
  const { min = 1, max = Number.POSITIVE_INFINITY, pattern } = rule;
  if (value.length < min) {
    throw constraintViolation(value, name, `Member must have length greater than or equal to ${min}`);
  }
  if (value.length > max) {
    throw constraintViolation(value, name, `Member must have length less than or equal to ${max}`);
  }
  if (pattern !== undefined && !pattern.test(value)) {
    if (rule.says !== undefined) throw validationError(rule.says);
    throw constraintViolation(value, name, `Member must satisfy regular expression pattern: ${pattern.source}`);
  }
}
