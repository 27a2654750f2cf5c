import type { Repository } from '../git/repository.js';
import type { GitHub } from '../github/github.js';

export interface OnlinePorts {
  readonly github: Pick<GitHub, 'readTip' | 'findMergedPullRequests' | 'readPullRequest' | 'readSignatures'>;
  readonly repository: Pick<Repository, 'readSignatures'>;
  /** One line of progress for whoever watches. */
  progress(line: string): void;
}
