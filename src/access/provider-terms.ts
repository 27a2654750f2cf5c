/** A fault in a value that only a provider understands. */
export interface TermsFault {
  readonly rule: string;
  /** JSON pointer (RFC 6901) into the value that was checked: `''` is the whole of it. */
  readonly pointer: string;
  readonly message: string;
  readonly cure: string;
}

/** What a provider says about the parts of our files that are its own. Pure. */
export interface ProviderTerms {
  /** The name in `config.yaml` and `people.yaml`, such as `aws-iam`. */
  readonly name: string;
  /** JSON Schema 2020-12 of `target` in config.yaml. */
  readonly targetSchema: Readonly<Record<string, unknown>>;
  /** JSON Schema 2020-12 of `allow` in roles.yaml. */
  readonly allowSchema: Readonly<Record<string, unknown>>;
  /** JSON Schema 2020-12 of a person's name at the provider, in people.yaml. */
  readonly nameSchema: Readonly<Record<string, unknown>>;
  /** What no schema can say of a `target` that fits it, such as an ARN of another account. */
  checkTarget?(target: unknown): readonly TermsFault[];
  /** What no schema can say of an `allow` that fits it, such as an ARN of another account than the target's. */
  checkAllow(allow: unknown, target: unknown): readonly TermsFault[];
  /** How an `allow` without such faults lets somebody widen their own rights: a warning, or a refusal where config.yaml says so. */
  findEscalations?(allow: unknown, target: unknown): readonly TermsFault[];
}
