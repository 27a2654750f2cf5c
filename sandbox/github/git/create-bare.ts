import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Fetches by any id are served; pull request refs are the server's own; nothing is packed, logged or synced: it lives for a test. */
const config = `[core]
\trepositoryformatversion = 0
\tbare = true
\tlogAllRefUpdates = false
\tfsync = none
[http]
\treceivepack = true
[uploadpack]
\tallowAnySHA1InWant = true
[receive]
\thideRefs = refs/pull
\tdenyDeleteCurrent = ignore
[gc]
\tauto = 0
`;

/**
 * Refuses a ref that one of the lines in the environment forbids. `*` in a shell pattern crosses slashes, so only
 * exact names, and two stars, a slash and a star at the end, are understood here.
 */
const updateHook = `#!/bin/sh
printf '%s\\n' "$SANDBOX_PROTECTED" | while IFS= read -r pattern; do
  case "$pattern" in
    '') continue ;;
    *'/**/*') prefix=\${pattern%'**/*'}; case "$1" in "$prefix"*) exit 1 ;; esac ;;
    *) [ "$1" = "$pattern" ] && exit 1 ;;
  esac
  :
done || { echo "GH006: Protected branch update failed for $1. Changes must be made through a pull request." >&2; exit 1; }
`;

/**
 * Makes an empty bare repository with the default branch `main`, by hand: git's own `init` and `config` are seven
 * processes (https://git-scm.com/docs/gitrepository-layout).
 */
export function createBare(directory: string): void {
  for (const folder of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags', 'hooks'])
    mkdirSync(join(directory, folder), { recursive: true });
  writeFileSync(join(directory, 'HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(join(directory, 'config'), config);
  writeFileSync(join(directory, 'hooks', 'update'), updateHook, { mode: 0o755 });
}
