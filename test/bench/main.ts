import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchAudit } from './audit.js';
import { writeBare } from './bare-writes.js';
import { benchEvaluate } from './evaluate.js';
import { benchProvision } from './provision.js';

/** By the word that asks for it. Each measures the built package, and says whether what it counts holds. */
const BENCHES: Readonly<Record<string, (root: string, write: (text: string) => void) => Promise<boolean>>> = {
  evaluate: benchEvaluate,
  provision: benchProvision,
  audit: benchAudit,
};

const HELP = `npm run bench               all of them: ${Object.keys(BENCHES).join(', ')}
npm run bench -- evaluate   requests and CPU time an event, in a small, a larger and a large repository
npm run bench -- provision  calls, time and memory of 1, 100 and 1,000 new grants, and of a run with nothing to do
npm run bench -- audit      time, memory and git processes of the audit of 1,000, 10,000 and 100,000 grants
`;

async function main(words: readonly string[]): Promise<number> {
  const [first, file] = words;
  // The measure of `provision` starts this file again.
  if (first === 'bare-writes' && file !== undefined) {
    await writeBare(file);
    return 0;
  }
  const unknown = words.find((word) => BENCHES[word] === undefined);
  if (unknown !== undefined) {
    process.stderr.write(HELP);
    return unknown === '--help' ? 0 : 2;
  }
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  let holds = true;
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (words.length > 0 && !words.includes(name)) continue;
    holds = (await bench(root, (text) => void process.stdout.write(text))) && holds;
  }
  return holds ? 0 : 1;
}

// Ending by `exit` stops the processes that were started, and takes their folders away.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 2;
}
