/**
 * Holds templates/aws to validators: `npm run test:templates`. CloudFormation goes to cfn-lint; the Terraform module to
 * HashiCorp's own parser, built for Node, and to the attributes of the AWS provider (scripts/cut-terraform-schema.js), and
 * to `terraform fmt` where there is a terraform. Each validator has to refuse broken copies too. Installs what it needs
 * into build/templates the first time. Exit code 1 where something is wrong; a line that begins with SKIPPED names a
 * validator that cannot be had here.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { checkModule } from './check-terraform.js';

const CFN_LINT = '1.58.0';
const PARSER = '@cdktf/hcl2json';
const HCL2JSON = '0.21.0';
const ROOT = fileURLToPath(new URL('../', import.meta.url));
const HOME = join(ROOT, 'build/templates');
const TEMPLATE = join(ROOT, 'templates/aws/cloudformation.yaml');
const MODULE = join(ROOT, 'templates/aws/terraform');
const INSTALL_MILLISECONDS = 5 * 60_000;

/** What cfn-lint has to refuse. */
const BROKEN_TEMPLATES = [
  ['AssumeRolePolicyDocument:', 'AssumeRolePolicy:'],
  ['Type: AWS::IAM::OIDCProvider', 'Type: AWS::IAM::OidcProvider'],
  ['{PeoplePath}*', '{PeoplesPath}*'],
  ['Effect: Allow', 'Effect: Permit'],
];

/** What the checks of the module have to refuse. */
const BROKEN_MODULES = [
  ['resource "aws_iam_role" "lapse" {', 'resource "aws_iam_role" "lapse" '],
  ['  assume_role_policy =', '  assume_policy ='],
  ['resource "aws_iam_policy"', 'resource "aws_iam_managed_policy"'],
  ['var.boundary_name', 'var.boundary'],
  ['local.numbered', 'local.numberd'],
  ['aws_iam_role.lapse.id', 'aws_iam_role.lapse.identity'],
  ['policies/lapse.json', 'lapse.json'],
  ['    subject  ', '    sub      '],
];

/**
 * @param {string} program
 * @param {string[]} args
 * @returns {{ fault: string | null, told: string }} `fault`: why it failed, all that it said
 */
function run(program, args) {
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    timeout: INSTALL_MILLISECONDS,
  });
  if (error === undefined && status === 0) return { fault: null, told: stdout.trim() };
  return { fault: error?.message || `${stdout}\n${stderr}`.trim() || `exit code ${status}`, told: '' };
}

/** @param {string} said */
function lastLine(said) {
  return said.split('\n').at(-1);
}

/** Why cfn-lint is not to be had here, in one line; null where it is installed. */
function installCfnLint() {
  const python = join(HOME, 'bin/python');
  const version = ['-c', 'from importlib.metadata import version; print(version("cfn-lint"))'];
  if (run(python, version).told === CFN_LINT) return null;
  const there = run('python3', ['-m', 'venv', HOME]);
  if (there.fault !== null) return `python3 makes no virtual environment (${lastLine(there.fault)})`;
  const options = ['--quiet', '--disable-pip-version-check', '--retries', '1', '--timeout', '15'];
  const installed = run(python, ['-m', 'pip', 'install', ...options, `cfn-lint==${CFN_LINT}`]);
  return installed.fault === null
    ? null
    : `cfn-lint ${CFN_LINT} cannot be had from PyPI (${lastLine(installed.fault)})`;
}

/** HashiCorp's parser of HCL; or why it is not to be had here, in one line. */
function installParser() {
  const folder = join(HOME, 'hcl');
  const require = createRequire(join(folder, 'package.json'));
  try {
    if (require(`${PARSER}/package.json`).version === HCL2JSON) return require(PARSER).parse;
  } catch {
    // Not there yet.
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const options = ['--silent', '--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock'];
  const installed = run('npm', ['install', ...options, '--prefix', folder, `${PARSER}@${HCL2JSON}`]);
  if (installed.fault !== null) return `hcl2json ${HCL2JSON} cannot be had from npm (${lastLine(installed.fault)})`;
  return require(PARSER).parse;
}

/** @returns {{ held: number, faults: string[] }} */
function testTemplate() {
  const lint = join(HOME, 'bin/cfn-lint');
  const faults = [];
  const { fault } = run(lint, ['--non-zero-exit-code', 'informational', TEMPLATE]);
  if (fault !== null) faults.push(fault);
  const folder = mkdtempSync(join(tmpdir(), 'lapse-templates-'));
  const text = readFileSync(TEMPLATE, 'utf8');
  for (const [from = '', to = ''] of BROKEN_TEMPLATES) {
    const broken = join(folder, 'broken.yaml');
    writeFileSync(broken, replaceOnce(text, from, to));
    if (run(lint, [broken]).fault === null) faults.push(`cfn-lint accepts ${to} in place of ${from}`);
  }
  rmSync(folder, { recursive: true, force: true });
  return { held: 1 + BROKEN_TEMPLATES.length - faults.length, faults };
}

/**
 * @param {(name: string, text: string) => Promise<any>} parse
 * @returns {Promise<{ held: number, faults: string[] }>}
 */
async function testModule(parse) {
  const schema = JSON.parse(readFileSync(join(ROOT, 'test/templates/terraform-aws.json'), 'utf8'));
  const names = readdirSync(MODULE, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(tf|json)$/.test(name));
  const files = new Map(names.map((name) => [name, readFileSync(join(MODULE, name), 'utf8')]));
  const faults = await checkModule(files, parse, schema);
  const main = files.get('main.tf') ?? '';
  for (const [from = '', to = ''] of BROKEN_MODULES) {
    const broken = new Map(files).set('main.tf', replaceOnce(main, from, to));
    if ((await checkModule(broken, parse, schema)).length === 0) faults.push(`${to} in place of ${from} is accepted`);
  }
  return { held: 1 + BROKEN_MODULES.length - faults.length, faults };
}

/**
 * @param {string} text
 * @param {string} from
 * @param {string} to
 */
function replaceOnce(text, from, to) {
  if (!text.includes(from)) throw new Error(`there is no ${from} to break`);
  return text.replace(from, () => to);
}

let failed = false;
/**
 * @param {string} what
 * @param {{ held: number, faults: string[] }} result
 */
function tell(what, { held, faults }) {
  for (const fault of faults) console.error(`${what}: ${fault}`);
  console.log(`${what}: ${held} checks held, ${faults.length} did not`);
  if (faults.length > 0) failed = true;
}

const missingLint = installCfnLint();
if (missingLint === null) tell('cloudformation', testTemplate());
else console.log(`SKIPPED: the CloudFormation template was not linted: ${missingLint}`);

const parser = installParser();
if (typeof parser !== 'string') tell('terraform', await testModule(parser));
else console.log(`SKIPPED: the Terraform module was not parsed: ${parser}`);

if (run('terraform', ['version']).fault === null) {
  const { fault } = run('terraform', ['fmt', '-check', '-diff', '-recursive', MODULE]);
  tell('terraform fmt', { held: fault === null ? 1 : 0, faults: fault === null ? [] : [fault] });
} else {
  console.log('SKIPPED: terraform fmt: there is no terraform');
}
process.exitCode = failed ? 1 : 0;
