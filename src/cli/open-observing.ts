import { providers } from '../providers/providers.js';
import { showInvisible } from '../render/show-invisible.js';
import { refuseShallowClone } from '../use-cases/refuse-shallow-clone.js';
import type { Cli, GlobalOptions } from './cli.js';
import { openHere } from './open-here.js';
import { readRepositoryId } from './run-ports.js';

/**
 * What looks at the providers for HEAD and writes nothing needs of the world.
 * @throws {ShallowCloneError} for a clone that lacks its history. @throws {UsageError} where the repository's number is not to be had.
 */
export async function openObserving(cli: Cli, options: GlobalOptions) {
  const repository = await openHere(options);
  await refuseShallowClone(repository);
  return {
    repository,
    providers,
    identityToken: null,
    sleep: (milliseconds: number) => cli.sleep(milliseconds),
    progress: (line: string) => cli.report(`${showInvisible(line)}\n`),
    commit: await repository.resolve('HEAD'),
    repositoryId: await readRepositoryId(cli),
  };
}
