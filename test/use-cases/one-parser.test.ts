import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hasErrors } from '../../src/access/problem.js';
import { readPolicy } from '../../src/access/read-policy.js';
import { validateTree } from '../../src/access/validate-tree.js';
import { providers } from '../../src/providers/providers.js';
import { checkChangedFiles } from '../../src/use-cases/check-changed-files.js';
import { readBranch } from '../../src/use-cases/read-branch.js';
import { ALICE_PATH, added, factsOf, NOW } from '../approval/facts-builder.js';
import { policyFiles } from './example-files.js';
import { fakeWorld } from './fake-world.js';

interface Verdicts {
  readonly app: readonly string[];
  readonly cli: readonly string[];
  readonly isRefused: boolean;
  readonly isGiven: boolean;
}

/** What the App, the command line and provisioning make of the same bytes at the same time. */
async function judgeThreeTimes(text: string): Promise<Verdicts> {
  const policy = readPolicy(policyFiles(), providers);
  const file = added(ALICE_PATH, text);
  const { problems } = checkChangedFiles(factsOf({ files: [file] }), policy, providers, NOW);
  const written = file.after === null ? [] : [file.after];
  const tree = validateTree(written, { policyFiles: policyFiles(), providers, now: NOW });
  const world = fakeWorld();
  world.push(NOW, { [ALICE_PATH]: text });
  const { grants } = await readBranch(world.clone.repository, providers, world.clone.tip(), NOW);
  const tell = (found: typeof problems) =>
    found.map(({ rule, line, column, message }) => `${line}:${column} ${rule} ${message}`);
  return {
    app: tell(problems),
    cli: tell(tree.files.flatMap((checked) => checked.problems)),
    isRefused: hasErrors(problems),
    isGiven: grants.some((grant) => grant.state === 'active' || grant.state === 'pending'),
  };
}

const lines = fc.subarray(
  [
    'role: billing',
    'role: deploy',
    'role: read',
    'duration: 4h',
    'duration: 3d',
    'duration: 4',
    'expires: 2026-11-24T00:00:00Z',
    'expires: 2026-02-31T00:00:00Z',
    'starts: 2026-11-23T18:00:00Z',
    'starts: 2027-03-01T00:00:00Z',
    'reason: Find out why',
    'reason: ""',
    'ticket: INC-1',
    'ticket: 12',
    'colour: red',
    'a: &x 1',
    '---',
  ],
  { minLength: 2, maxLength: 6 },
);

test('law 3: the App and the command line say the same of every file, and provisioning gives nothing that they refuse', async () => {
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        lines.map((some) => `${some.join('\n')}\n`),
        fc.string(),
      ),
      async (text) => {
        const { app, cli, isRefused, isGiven } = await judgeThreeTimes(text);
        expect(cli).toEqual(app);
        expect(isGiven).toBe(!isRefused);
        if (isGiven) accepted += 1;
      },
    ),
    { numRuns: 300, examples: [['role: billing\nduration: 4h\nreason: Find out why\n']] },
  );
  // The property would hold of a parser that refuses everything.
  expect(accepted).toBeGreaterThan(0);
});
