import schema from '../../../schemas/providers/aws-iam.schema.json' with { type: 'json' };

export const PROVIDER = 'aws-iam';

/** Each stands for itself: no part of the public schema refers to another. */
export const { target: targetSchema, allow: allowSchema, name: nameSchema } = schema.$defs;

/** `target` in config.yaml, as its schema has it. */
export interface AwsTarget {
  readonly account: string;
  readonly role?: string;
  /** ARN; whoever is given something has to have exactly this one. */
  readonly permissions_boundary?: string;
}

/** `allow` in roles.yaml, as its schema has it: exactly one of `statements` and `assume_role`. */
export interface AwsAllow {
  readonly statements?: readonly AllowedStatement[];
  readonly assume_role?: string;
  /** Whole hours, such as `1h`. */
  readonly max_session?: string;
}

export interface AllowedStatement {
  readonly action: OneOrMore;
  readonly resource: OneOrMore;
  /** Operator → condition key → value. */
  readonly condition?: Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>;
}

export type OneOrMore = string | readonly string[];

export function listOf(value: OneOrMore): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}
