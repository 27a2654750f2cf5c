import { Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { addAudit } from './audit.js';
import type { Cli } from './cli.js';
import { addDrift } from './drift.js';
import { addExpire } from './expire.js';
import { addExplain } from './explain.js';
import { addGrants } from './grants.js';
import { addHistory } from './history.js';
import { addOwners } from './owners.js';
import { addPlan } from './plan.js';
import { addProvision } from './provision.js';
import { addTargets } from './targets.js';
import { addValidate } from './validate.js';

/** In the order of the help. */
const COMMANDS = [
  addValidate,
  addOwners,
  addExplain,
  addGrants,
  addTargets,
  addPlan,
  addDrift,
  addProvision,
  addExpire,
  addAudit,
  addHistory,
];

/** The whole command line: every command, with what they share. */
export function createProgram(cli: Cli): Command {
  const program = new Command('lapse');
  program
    .description(packageJson.description)
    .version(packageJson.version)
    .option('-C <dir>', 'work in this folder, anywhere inside the repository (default: here)')
    .option('--json', 'write the result as JSON to standard output')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: (text) => cli.write(text), writeErr: (text) => cli.report(text) })
    .showSuggestionAfterError()
    .addHelpText('after', EPILOGUE);
  for (const add of COMMANDS) add(program, cli);
  return program;
}

/** Parses and runs. Never throws: the exit code goes to the `cli`. */
export async function runProgram(cli: Cli, args: readonly string[]): Promise<void> {
  try {
    await createProgram(cli).parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Commander has said what was wrong; asked-for help and version are no error.
    cli.setExitCode(error.exitCode === 0 ? 0 : 2);
  }
}

const EPILOGUE = `
Exit codes: 0 all well; 1 problems found; 2 used wrongly or could not run.
\`validate\` and \`owners\` read the working tree, \`explain\` reads GitHub; everything else reads HEAD.`;
