import { invalid } from './refusal.js';

type Body = Readonly<Record<string, unknown>>;

/** Reads the fields of a JSON body, and refuses what has another type with GitHub's 422. */

export function textOf(body: Body, field: string, resource: string): string {
  const value = body[field];
  if (value === undefined || value === null) throw invalid(resource, field, 'missing_field');
  if (typeof value !== 'string') throw invalid(resource, field);
  return value;
}

export function optionalText(body: Body, field: string, resource: string): string | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalid(resource, field);
  return value;
}

export function optionalRecord(body: Body, field: string, resource: string): Body | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value)) throw invalid(resource, field);
  return value;
}

export function optionalList(body: Body, field: string, resource: string): readonly unknown[] | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw invalid(resource, field);
  return value;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
