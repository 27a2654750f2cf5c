import { createHash } from 'node:crypto';
import type { Window } from '../../access/instant.js';
import { formatInstant } from '../../access/instant-text.js';
import { canonicalJson } from '../../plan/canonical-json.js';
import type { AllowedStatement, OneOrMore } from './terms.js';

/** The language version with variables: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html */
export const VERSION = '2012-10-17';
const LIST_ELEMENTS: ReadonlySet<string> = new Set(['Action', 'NotAction', 'Resource', 'NotResource']);

type Conditions = Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>;

/** The canonical policy document for statements that hold within a window and their own conditions (law 2). */
export function writeDocument(statements: readonly AllowedStatement[], window: Window): string {
  const document = {
    Version: VERSION,
    Statement: statements.map(({ action, resource, condition }) => ({
      Effect: 'Allow',
      Action: action,
      Resource: resource,
      Condition: withWindow(condition ?? {}, window),
    })),
  };
  return canonicalJson(canonicalDocument(document));
}

/**
 * All operators of a statement and all keys of an operator have to hold, so the window narrows whatever is there.
 * Written in whole seconds: a start is rounded up and an end down, so that a part of a second never adds time.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_multi-value-conditions.html
 */
function withWindow(conditions: Conditions, { start, end }: Window): Conditions {
  const from = formatInstant(Math.ceil(start / 1000) * 1000);
  const until = formatInstant(end);
  return {
    ...conditions,
    DateGreaterThanEquals: { ...conditions['DateGreaterThanEquals'], 'aws:CurrentTime': from },
    DateLessThan: { ...conditions['DateLessThan'], 'aws:CurrentTime': until },
  };
}

/**
 * What IAM holds, made canonical in the same way.
 *
 * @param encoded the document as IAM answers it: URL-encoded by RFC 3986
 *   (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUserPolicy.html). One that cannot be read gives
 *   `invalid:` and its hash, which equals no content of ours and so shows as drift.
 */
export function readDocument(encoded: string): string {
  try {
    return canonicalJson(canonicalDocument(JSON.parse(decodeURIComponent(encoded))));
  } catch {
    return `invalid:${createHash('sha256').update(encoded).digest('hex')}`;
  }
}

/** The text as it was written; where IAM's answer is not encoded as it says, the answer itself. */
export function decodeDocument(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

/** To IAM a list of one is the same as its member, and neither order nor repetition in a list matters. */
function canonicalDocument(document: unknown): unknown {
  return mapMembers(document, (key, value) => {
    if (key !== 'Statement') return value;
    return (Array.isArray(value) ? value : [value]).map(canonicalStatement);
  });
}

function canonicalStatement(statement: unknown): unknown {
  return mapMembers(statement, (key, value) => {
    if (LIST_ELEMENTS.has(key)) return canonicalList(value);
    if (key !== 'Condition') return value;
    return mapMembers(value, (_operator, keys) => mapMembers(keys, (_key, values) => canonicalList(values)));
  });
}

function canonicalList(value: unknown): unknown {
  if (!Array.isArray(value) || !value.every((member) => typeof member === 'string')) return value;
  const members = [...new Set(value)].sort();
  return members.length === 1 ? members[0] : members;
}

/** A copy with other values. `Object.fromEntries` keeps a member named `__proto__` a member. */
function mapMembers(value: unknown, change: (key: string, member: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, change(key, member)]));
}
