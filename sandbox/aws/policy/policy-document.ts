import type { Condition } from './conditions.js';

type OneOrMore = string | readonly string[];

/** A statement of a policy that `validatePolicy` has passed. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: OneOrMore;
  readonly NotAction?: OneOrMore;
  readonly Resource?: OneOrMore;
  readonly NotResource?: OneOrMore;
  readonly Principal?: '*' | Readonly<Record<string, OneOrMore>>;
  readonly Condition?: Condition;
}

interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: Statement | readonly Statement[];
}

/** The statements of a policy text that was validated when it was stored. */
export function statementsOf(text: string): readonly Statement[] {
  const document: PolicyDocument = JSON.parse(text);
  return isMany(document.Statement) ? document.Statement : [document.Statement];
}

function isMany(statement: Statement | readonly Statement[]): statement is readonly Statement[] {
  return Array.isArray(statement);
}

/** One string or several as a list; nothing as an empty one. */
export function listOf(value: OneOrMore | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

/** The condition keys that policies ask for, each once, in the order of their appearance. */
export function contextKeysOf(texts: Iterable<string>): string[] {
  const keys = new Set<string>();
  for (const text of texts) {
    for (const { Condition: condition = {} } of statementsOf(text)) {
      for (const wanted of Object.values(condition)) {
        for (const key of Object.keys(wanted)) keys.add(key);
      }
    }
  }
  return [...keys];
}
