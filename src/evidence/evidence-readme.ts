import { createHash } from 'node:crypto';

/** What {@link EVIDENCE_README} says. It is written once, with the branch. */
export const README_TEXT = `# Evidence

One JSON file for each life of a grant: who asked, who approved what, what was given, and when it was gone.
Lapse writes this branch, and it only ever grows: nobody should change or merge it by hand.
\`lapse audit\` reads it, offline; docs/evidence.md in Lapse's repository says what each field means.
`;

/** Every text that a version of Lapse has begun a branch with: one that is changed above stays here. */
const TEXTS: readonly string[] = [README_TEXT];

/** Their ids in git: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects */
export const README_BLOBS: ReadonlySet<string> = new Set(
  TEXTS.map((text) =>
    createHash('sha1')
      .update(`blob ${Buffer.byteLength(text)}\0${text}`)
      .digest('hex'),
  ),
);
