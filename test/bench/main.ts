import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchEvaluate } from './evaluate.js';

/** By the word that asks for it. Each measures the built package, and says whether what it counts holds. */
const BENCHES: Readonly<Record<string, (root: string, write: (text: string) => void) => Promise<boolean>>> = {
  evaluate: benchEvaluate,
};

const HELP = `npm run bench               all of them: ${Object.keys(BENCHES).join(', ')}
npm run bench -- evaluate   requests and CPU time an event, in a small, a larger and a large repository
`;

async function main(words: readonly string[]): Promise<number> {
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
