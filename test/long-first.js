import { createRequire } from 'node:module';

const { default: Sequencer } = createRequire(import.meta.url)('@jest/test-sequencer');

/** Where a suite lasts up to a minute though its file is short: by its size, Jest would begin it when all others are done. */
const LONG = /[\\/]test[\\/](faults|e2e|hostile)[\\/]/;

/** Jest's own order, but what lasts longest is begun first also where no earlier run has told how long that is. */
export default class LongFirst extends Sequencer {
  /** @param {readonly { path: string }[]} tests */
  sort(tests) {
    const sorted = super.sort([...tests]);
    return [...sorted.filter(({ path }) => LONG.test(path)), ...sorted.filter(({ path }) => !LONG.test(path))];
  }
}
