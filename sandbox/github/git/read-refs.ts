import { type Dirent, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Full names of branches and tags to object ids, in order of name, read by hand: nothing packs the refs of the sandbox's
 * repositories (https://git-scm.com/docs/gitrepository-layout#Documentation/gitrepository-layout.txt-refs).
 */
export function readRefs(directory: string): Map<string, string> {
  if (existsSync(join(directory, 'packed-refs'))) throw new Error(`the refs of ${directory} are packed`);
  const found: [string, string][] = [];
  for (const folder of ['refs/heads', 'refs/tags']) collect(directory, folder, found);
  return new Map(found.sort(([one], [other]) => (one < other ? -1 : 1)));
}

function collect(directory: string, folder: string, found: [string, string][]): void {
  for (const entry of list(join(directory, folder))) {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) collect(directory, name, found);
    // No ref's name may end so: it is one that is being written.
    else if (!name.endsWith('.lock')) {
      const id = read(join(directory, name));
      if (id !== null) found.push([name, id]);
    }
  }
}

/** Both may be taken away while they are read, by a push. */
function list(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    return orGone(error, []);
  }
}

function read(path: string): string | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return orGone(error, null);
  }
  if (!/^[0-9a-f]{40}\n$/.test(text)) throw new Error(`${path} holds no object id`);
  return text.slice(0, 40);
}

function orGone<T>(error: unknown, nothing: T): T {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return nothing;
  throw error;
}
