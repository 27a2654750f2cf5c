import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { constants, deflateSync } from 'node:zlib';

/**
 * Writes a loose object by hand and gives its id: a git process for each is most of what a test waits for. The id is the
 * SHA-1 of a header and the content, which are stored deflated: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_object_storage
 */
export function writeObject(directory: string, type: 'blob' | 'commit', content: Buffer): string {
  const whole = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
  const oid = createHash('sha1').update(whole).digest('hex');
  const path = join(directory, 'objects', oid.slice(0, 2), oid.slice(2));
  if (existsSync(path)) return oid;
  mkdirSync(dirname(path), { recursive: true });
  // Under another name first: whoever reads meanwhile sees all of it or nothing.
  const unfinished = join(directory, 'objects', `tmp_obj_${randomUUID()}`);
  writeFileSync(unfinished, deflateSync(whole, { level: constants.Z_BEST_SPEED }), { mode: 0o444 });
  renameSync(unfinished, path);
  return oid;
}
