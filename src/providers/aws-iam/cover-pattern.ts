/**
 * One step of a pattern: text that has to be there, `?`, `*`, or a policy variable, which stands for text that only IAM knows
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html).
 */
type Step =
  | { readonly kind: 'text' | 'variable'; readonly text: string }
  | { readonly kind: 'one' }
  | { readonly kind: 'any'; readonly reach: Reach };

/**
 * How far a star can reach. IAM matches an ARN segment by segment; a star at the end of one "can expand to match beyond the
 * colon boundaries", of which only the last is beyond doubt: it takes everything.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
type Reach = number;
const WITHIN: Reach = 0;
const SEGMENT_END: Reach = 1;
const EVERYTHING: Reach = 2;

/** Whether all actions of a pattern are provably those of another; case does not matter, and the one colon is no boundary. */
export function coversAction(outer: string, inner: string): boolean {
  const read = (pattern: string) => readSteps(pattern.toLowerCase(), () => EVERYTHING);
  return outer === inner || coversSteps(read(outer), read(inner));
}

/** Whether all resources of a pattern are provably those of another. */
export function coversResource(outer: string, inner: string): boolean {
  const reachOf = (next: string | undefined) => (next === undefined ? EVERYTHING : next === ':' ? SEGMENT_END : WITHIN);
  return outer === inner || coversSteps(readSteps(outer, reachOf), readSteps(inner, reachOf));
}

function readSteps(pattern: string, reachOf: (next: string | undefined) => Reach): Step[] {
  const parts = pattern.match(/\$\{[^}]*\}|./gsu) ?? [];
  return parts.map((text, index): Step => {
    if (text === '*') return { kind: 'any', reach: reachOf(parts[index + 1]) };
    if (text === '?') return { kind: 'one' };
    return { kind: text.startsWith('${') ? 'variable' : 'text', text };
  });
}

/**
 * Matches a pattern against a pattern, as if its steps were characters. Sound and not complete: only the latest star is ever
 * reconsidered, and a false says nothing.
 */
function coversSteps(outer: readonly Step[], inner: readonly Step[]): boolean {
  let at = 0;
  let star = -1;
  let retryFrom = 0;
  for (let index = 0; index < inner.length; ) {
    const part = outer[at];
    const step = inner[index];
    if (part?.kind === 'any') {
      star = at;
      at += 1;
      retryFrom = index;
    } else if (part !== undefined && step !== undefined && stepCovers(part, step)) {
      at += 1;
      index += 1;
    } else if (starTakes(outer[star], inner[retryFrom])) {
      at = star + 1;
      retryFrom += 1;
      index = retryFrom;
    } else {
      return false;
    }
  }
  while (outer[at]?.kind === 'any') at += 1;
  return at === outer.length;
}

/** Whether one step of the outer pattern is all that one of the inner can be. */
function stepCovers(outer: Step, inner: Step): boolean {
  if (outer.kind === 'one') return inner.kind === 'one' || isPlain(inner);
  if (outer.kind === 'any' || inner.kind === 'one' || inner.kind === 'any') return false;
  return outer.kind === inner.kind && outer.text === inner.text;
}

function starTakes(star: Step | undefined, inner: Step | undefined): boolean {
  if (star?.kind !== 'any' || inner === undefined) return false;
  if (star.reach === EVERYTHING) return true;
  return inner.kind === 'any' ? inner.reach <= star.reach : isPlain(inner);
}

/** Text that is no boundary. What a variable or a `?` stands for could be one. */
function isPlain(step: Step): boolean {
  return step.kind === 'text' && step.text !== ':';
}
