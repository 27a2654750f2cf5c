/** The surroundings are not as they must be: the run cannot begin (exit code 2). The message says what, the cure how to mend it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly cure: string;

  constructor(message: string, cure: string, options?: ErrorOptions) {
    super(message, options);
    this.cure = cure;
  }
}
