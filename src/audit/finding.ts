/** What the verification has to say of one thing. */
export interface Finding {
  /**
   * `wrong`: it does not add up, and somebody has to look; `unproved`: nothing speaks against it, and what would prove it is
   * not to be had from here.
   */
  readonly level: 'wrong' | 'unproved';
  /** A stable name, in the tables of docs/evidence.md. */
  readonly rule: string;
  /** The grant, or null where it concerns the evidence or the clone as a whole. */
  readonly grant: string | null;
  readonly addedIn: string | null;
  /** Where to look: a path, a commit, a pull request's address. */
  readonly where: string;
  /** One sentence; may quote hostile text. */
  readonly message: string;
  /** What to do about it. */
  readonly cure: string;
}
