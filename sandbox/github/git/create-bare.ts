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
 * Refuses a ref that a pattern in the environment forbids, or a line there of a deed, a pattern and words. `*` in a shell
 * pattern crosses slashes, so only exact names, and two stars, a slash and a star at the end, are understood here.
 */
const updateHook = `#!/bin/sh
ref=$1 old=$2 new=$3 none=0000000000000000000000000000000000000000
holds() {
  case "$1" in
    '') return 1 ;;
    *'/**/*') prefix=\${1%'**/*'}; case "$ref" in "$prefix"*) return 0 ;; esac; return 1 ;;
    *) [ "$1" = "$ref" ] ;;
  esac
}
printf '%s\\n' "$SANDBOX_PROTECTED" | while IFS= read -r pattern; do
  holds "$pattern" && exit 1
  :
done || { echo "GH006: Protected branch update failed for $ref. Changes must be made through a pull request." >&2; exit 1; }
if [ "$old" = "$none" ]; then deed=create range=$new
elif [ "$new" = "$none" ]; then deed=delete range=
elif git merge-base --is-ancestor "$old" "$new"; then deed=update range=$old..$new
else deed=force range=$old..$new
fi
merges() { [ -n "$range" ] && [ -n "$(git rev-list --merges --max-count=1 "$range")" ]; }
unsigned() { [ -n "$range" ] && git rev-list "$range" | grep -qvxFf "$SANDBOX_SIGNED"; }
broken=$(printf '%s\\n' "$SANDBOX_RULES" | while read -r what pattern words; do
  holds "$pattern" || continue
  case "$what" in
    "$deed") ;;
    merges) merges || continue ;;
    unsigned) unsigned || continue ;;
    *) continue ;;
  esac
  printf -- '- %s\\n' "$words"
done)
[ -z "$broken" ] || { printf 'GH013: Repository rule violations found for %s.\\n%s\\n' "$ref" "$broken" >&2; exit 1; }
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
