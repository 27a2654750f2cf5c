/** What the provider holds and the default branch does not say, or the other way round (design §1). */
export interface Drift {
  /**
   * `unexplained`: it bears our mark, and no grant explains it; `altered`: it is not what was put, nor what any version of
   * the grant gives; `missing`: it was put and read back, and is gone before its end.
   */
  readonly kind: 'unexplained' | 'altered' | 'missing';
  readonly target: string;
  readonly system: string;
  /** null: no grant explains it. */
  readonly grant: string | null;
  /** The entitlement's id at the target. */
  readonly entitlement: string;
  /** `mended`: by this run; `planned`: nothing was written; else why not: withheld by the guard, refused, or failed. */
  readonly outcome: 'mended' | 'planned' | 'withheld' | 'refused' | 'failed';
  /** Why it was not mended; null where it was. */
  readonly message: string | null;
}
