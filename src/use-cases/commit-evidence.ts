import { EVIDENCE_BRANCH, EVIDENCE_README } from '../evidence/evidence-path.js';
import { README_TEXT } from '../evidence/evidence-readme.js';
import { describeRun } from '../evidence/reconciled-commit.js';
import type { EvidenceRun } from '../evidence/record.js';
import type { TextFile } from '../github/github.js';
import type { RunPorts } from './run-ports.js';

/** Of one commit, which goes to GitHub in one request: it gives up on requests that take it longer than ten seconds. */
const MOST_FILES = 500;
const MOST_CHARACTERS = 8_000_000;

/**
 * Adds files to the branch of the evidence, in one signed commit as long as they are few enough. Gives its new head.
 *
 * @param files none: a commit without changes, which says that the run went on from there.
 * @param head as the files were worked out from; null: there is no branch yet, and it is made.
 * @throws {GitHubError} `stale` where the branch has another head; what was committed before that stays.
 */
export async function commitEvidence(
  head: string | null,
  files: readonly TextFile[],
  run: EvidenceRun,
  lost: string | null,
  { github }: Pick<RunPorts, 'github'>,
): Promise<string> {
  const branch = EVIDENCE_BRANCH;
  const readme = { path: EVIDENCE_README, text: README_TEXT };
  const message = 'Begin the evidence';
  let last = head ?? (await github.createOrphanBranch({ branch, files: [readme], message }));
  const body = describeRun(run, lost);
  // GitHub: a commit without file changes is made where none are given (docs of the input FileChanges).
  const parts = files.length === 0 ? [[]] : split(files);
  for (const part of parts) {
    const what = part.length === 1 ? '1 grant' : `${part.length} grants`;
    const headline = part.length === 0 ? 'Go on with another history' : `Record what became of ${what}`;
    last = await github.commitTexts({ branch, expectedHead: last, files: part, headline, body });
  }
  return last;
}

function split(files: readonly TextFile[]): readonly (readonly TextFile[])[] {
  const parts: TextFile[][] = [];
  let part: TextFile[] = [];
  let size = 0;
  for (const file of files) {
    const isFull = part.length >= MOST_FILES || size + file.text.length > MOST_CHARACTERS;
    if (part.length === 0 || isFull) {
      part = [];
      parts.push(part);
      size = 0;
    }
    part.push(file);
    size += file.text.length;
  }
  return parts;
}
