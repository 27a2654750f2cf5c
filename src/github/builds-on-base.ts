import type { ChangedFile } from '../approval/facts.js';
import { applyPatch } from './apply-patch.js';
import type { ListedFile } from './list-files.js';

/**
 * Whether a change was made from what stands at the base, so that merging it leaves what stands at the head. GitHub lists
 * changes since the branch left the base; where the base has changed the file since, the merge is a third text, which
 * neither side shows.
 */
export function buildsOnBase(listed: ListedFile, { before, after }: Pick<ChangedFile, 'before' | 'after'>): boolean {
  switch (listed.status) {
    // What the base has changed meanwhile cannot be removed without a conflict.
    case 'removed':
      return true;
    case 'added':
      return before === null;
    // Of a copy, what was at its place before is not read.
    case 'copied':
      return false;
    default:
      break;
  }
  if (before === null || after === null) return false;
  if (listed.patch === undefined) return before.oid === after.oid;
  const [old, text] = [decode(before.bytes), decode(after.bytes)];
  return old !== null && text !== null && applyPatch(old, listed.patch) === text;
}

/** null where it is not UTF-8, of which a patch holds something else. */
function decode(bytes: Uint8Array | null): string | null {
  if (bytes === null) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
