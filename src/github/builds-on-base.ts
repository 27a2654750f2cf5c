import { decodeUtf8 } from '../access/decode-utf8.js';
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
  const [old, text] = [decodeUtf8(before.bytes), decodeUtf8(after.bytes)];
  return old !== null && text !== null && applyPatch(old, listed.patch) === text;
}
