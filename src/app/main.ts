import { providers } from '../providers/providers.js';
import { UsageError } from '../use-cases/usage-error.js';
import { readSettings } from './read-settings.js';
import { startServer } from './start-server.js';

/** Webhooks that are under way when the process is told to stop get this long; GitHub's redelivery has the rest. */
const LONGEST_STOP = 10_000;

try {
  const server = await startServer(readSettings(process.env), { providers, now: () => Date.now() });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      setTimeout(() => process.exit(1), LONGEST_STOP).unref();
      void server.stop().then(() => process.exit(0));
    });
  }
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`lapse: ${error.message}. ${error.cure}`);
  process.exitCode = 2;
}
