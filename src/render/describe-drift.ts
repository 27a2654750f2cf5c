import type { Drift } from '../plan/drift.js';
import { endSentence } from './sentence.js';

/** What is wrong with an entitlement, after its name. */
export function describeDrift({ kind, isCertain, grant }: Drift): string {
  if (kind === 'unexplained' && grant !== null) return 'had been taken away, and stood there again';
  if (kind === 'unexplained') return 'bears the mark of this repository, and no grant explains it';
  if (kind === 'missing') return 'was given, and was gone before its end';
  if (isCertain) return 'was not what had been put there';
  return 'was changed by hand, or its role was changed: nothing is recorded that could tell';
}

const MENDED = { unexplained: 'removed', altered: 'put right', missing: 'put back' } as const;

/** The same without what a provider or GitHub answered, which may name a request or a time and so be another in every run. */
export function describeLastingFate(drift: Drift): string {
  if (drift.outcome !== 'failed' && drift.outcome !== 'refused') return describeFate(drift);
  return `${drift.outcome}; the summary of the run says why.`;
}

/** What became of it, or what will. May hold hostile text. */
export function describeFate({ kind, outcome, message }: Drift): string {
  switch (outcome) {
    case 'mended':
      return `${MENDED[kind]} by the run that found it.`;
    case 'planned':
      return kind === 'unexplained' ? 'the next run removes it.' : 'the next run of provision puts it back.';
    default:
      return endSentence(message === null ? outcome : `${outcome}: ${message}`);
  }
}
