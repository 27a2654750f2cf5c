/** What the provider holds and the default branch does not say, or the other way round (design §1). */
export interface Drift {
  /**
   * `unexplained`: it bears our mark, and no grant explains it, or it was taken away and stands there again; `altered`: it is
   * not what was put, nor what any version of the grant gives; `missing`: it was put and read back, and is gone before its end.
   */
  readonly kind: 'unexplained' | 'altered' | 'missing';
  /** false: what was put is not recorded, so it may also be that the role, and not the provider, was changed. */
  readonly isCertain: boolean;
  readonly target: string;
  readonly system: string;
  /** null: no grant is known that it was ever for. */
  readonly grant: string | null;
  /** The entitlement's id at the target. */
  readonly entitlement: string;
  /** `mended`: by this run; `planned`: nothing was written; else why not: withheld by the guard, refused, or failed. */
  readonly outcome: 'mended' | 'planned' | 'withheld' | 'refused' | 'failed';
  /** Why it was not mended; null where it was. */
  readonly message: string | null;
}

/**
 * What is told together, by whoever can tell it: every run sees what no grant explains, and only `provision` looks after what
 * was given.
 */
export type DriftPart = 'given' | 'unexplained';

export const DRIFT_PARTS: readonly DriftPart[] = ['given', 'unexplained'];

export function partOf({ kind }: Drift): DriftPart {
  return kind === 'unexplained' ? 'unexplained' : 'given';
}
