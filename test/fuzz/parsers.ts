import { CODEOWNERS } from './codeowners.js';
import { EVIDENCE } from './evidence.js';
import { type Fuzzed, type FuzzReport, fuzz } from './fuzzed.js';
import { IAM_ANSWERS } from './iam-answers.js';
import { WEBHOOKS } from './webhooks.js';
import { WORDS } from './words.js';
import { YAML_FILES } from './yaml-files.js';

interface Runnable {
  readonly name: string;
  run(): Promise<FuzzReport>;
}

function runnable<T>(fuzzed: Fuzzed<T>): Runnable {
  return { name: fuzzed.name, run: () => fuzz(fuzzed) };
}

/** Whatever reads what strangers write. */
export const FUZZED: readonly Runnable[] = [
  ...YAML_FILES.map(runnable),
  runnable(CODEOWNERS),
  ...WORDS.map(runnable),
  runnable(EVIDENCE),
  WEBHOOKS,
  IAM_ANSWERS,
];
