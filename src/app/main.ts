import { providers } from '../providers/providers.js';
import { UsageError } from '../use-cases/usage-error.js';
import { readSettings } from './read-settings.js';
import { startServer } from './start-server.js';

try {
  await startServer(readSettings(process.env), { providers, now: () => Date.now() });
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`lapse: ${error.message}. ${error.cure}`);
  process.exitCode = 2;
}
