import type { Approved } from '../evidence/record.js';
import type { Exhibit } from './exhibit.js';
import { verifyBasis } from './verify-basis.js';
import { verifyMerge } from './verify-merge.js';
import { verifyQuorum } from './verify-quorum.js';

/** Works an approval out again, as far as the clone tells: what was merged, by whose word, and under which policy (law 6). */
export function verifyApproval(approved: Approved, exhibit: Exhibit): void {
  const { subject, where, findings } = exhibit;
  findings.doubt('reviews-from-github', where);
  findings.doubt('policy-quorum', where);
  const index = subject.life.versions.findIndex(({ commit }) => commit === approved.version);
  if (index === -1) {
    const message = `It approves commit ${approved.version.slice(0, 12)}, which holds no version of this request.`;
    findings.wrong('approved-version', subject.about, where, message);
    return;
  }
  verifyMerge(approved, index, exhibit);
  const basis = verifyBasis(approved, index, exhibit);
  if (basis !== null) verifyQuorum(approved, basis, exhibit);
}
