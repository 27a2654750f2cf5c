import { createHash } from 'node:crypto';
import { EVIDENCE_BRANCH } from '../../src/evidence/evidence-path.js';
import type { Repository } from '../../src/git/repository.js';
import type { FakeEvidenceBranch } from './fake-evidence-branch.js';

/** A clone that can fetch the branch of the evidence that a fake GitHub holds. */
export function withEvidence(repository: Repository, branch: FakeEvidenceBranch): Repository {
  const treeOf = (sha: string) => branch.commits.find((commit) => commit.sha === sha)?.tree;
  return {
    ...repository,
    resolve: async (revision) => {
      const head = revision === `refs/remotes/origin/${EVIDENCE_BRANCH}` ? branch.head() : null;
      return head ?? repository.resolve(revision);
    },
    ensureCommit: async (sha, name) => {
      if (name !== EVIDENCE_BRANCH || treeOf(sha) === undefined) await repository.ensureCommit(sha, name);
    },
    readMessage: async (sha) =>
      branch.commits.find((commit) => commit.sha === sha)?.message ?? repository.readMessage(sha),
    listTree: async (sha, paths) => {
      const tree = treeOf(sha);
      if (tree === undefined) return repository.listTree(sha, paths);
      const isBelow = (path: string) => paths.length === 0 || paths.some((folder) => path.startsWith(`${folder}/`));
      return [...tree]
        .filter(([path]) => isBelow(path))
        .map(([path, text]) => ({ path, mode: '100644', oid: oidOf(text), size: Buffer.byteLength(text) }));
    },
    streamBlobs: async (oids, limit, visit) => {
      const texts = new Map(
        branch.commits.flatMap(({ tree }) => [...tree.values()].map((text) => [oidOf(text), text])),
      );
      await repository.streamBlobs(
        oids.filter((oid) => !texts.has(oid)),
        limit,
        visit,
      );
      for (const oid of new Set(oids)) {
        const text = texts.get(oid);
        if (text !== undefined) visit(oid, Buffer.byteLength(text) <= limit ? Buffer.from(text) : null);
      }
    },
  };
}

function oidOf(text: string): string {
  return createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');
}
