import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { tellStory } from './demo/story.js';
import { tellJson, tellPeople } from './demo/telling.js';
import { findNode24 } from './node24.js';

const HELP = `The story of one request, on a sandbox, with the real App and the real Actions.

  npm run demo               for people
  npm run demo -- --json     one JSON object a line: {"step", "ok", "at", "told", "seen"}
`;

/** Everything stops by itself, but a demo that hangs must end too. */
const LONGEST_DEMO = 120_000;

// A notice of the SDK for Node 20, which has no place in a story.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const write = (text: string) => void process.stdout.write(text);
  const telling = values.json ? tellJson(write) : tellPeople(write);
  const node24 = findNode24(root);
  if (node24 === null) telling.remark(`There is no Node 24 here: the Actions run under ${process.version}.`);
  const began = performance.now();
  const ok = await tellStory({ root, node: node24 ?? process.execPath, telling });
  telling.remark(`${ok ? 'Told' : 'Broken off'} after ${Math.round((performance.now() - began) / 1000)} s.`);
  return ok ? 0 : 1;
}

// Whoever reads may stop reading (`| head`); the story is told to its end all the same, so that everything is stopped.
process.stdout.on('error', () => {});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

setTimeout(() => {
  process.stderr.write('The demo did not end in time.\n');
  process.exit(1);
}, LONGEST_DEMO).unref();

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
