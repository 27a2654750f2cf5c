import { type FindingList, THE_WHOLE } from '../audit/finding-list.js';
import { EVIDENCE_BRANCH } from '../evidence/evidence-path.js';
import type { Asking } from './asking.js';
import type { OnlinePorts } from './online-ports.js';

/** As many as one request of `GitHub.readSignatures` asks about. */
const SIGNATURES_AT_ONCE = 100;
/** Of commits that are not signed as they should be, as many are named. */
const MOST_NAMED = 20;

/** Whether GitHub signed each commit of the evidence, as GitHub says it. One request for 100. */
export async function compareSignatures(
  head: string,
  asking: Asking,
  { github, repository, progress }: OnlinePorts,
  findings: FindingList,
): Promise<void> {
  const commits = (await repository.readSignatures(head, null)).map(({ sha }) => sha);
  let bad = 0;
  for (let start = 0; start < commits.length; start += SIGNATURES_AT_ONCE) {
    const some = commits.slice(start, start + SIGNATURES_AT_ONCE);
    progress(`Reading signatures ${start + 1} to ${start + some.length} of ${commits.length} from GitHub`);
    const signatures = await asking.ask(`the signatures of ${some.length} commits`, () => github.readSignatures(some));
    if (signatures === null) continue;
    for (const sha of some) {
      const signature = signatures.get(sha);
      if (signature?.isValid === true && signature.byGitHub) continue;
      bad += 1;
      if (bad > MOST_NAMED) continue;
      const message =
        signature === undefined
          ? 'GitHub does not know this commit of the evidence.'
          : 'GitHub did not sign this commit of the evidence.';
      findings.wrong('online-signature', THE_WHOLE, `${EVIDENCE_BRANCH} ${sha}`, message);
    }
  }
  if (bad > MOST_NAMED) {
    const message = `${bad - MOST_NAMED} more commits of the evidence are not signed by GitHub.`;
    findings.wrong('online-signature', THE_WHOLE, EVIDENCE_BRANCH, message);
  }
}
