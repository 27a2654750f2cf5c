/**
 * Cuts the attributes of the resources that templates/aws/terraform uses out of a description of Terraform's AWS provider,
 * for `npm run test:templates`: `node scripts/cut-terraform-schema.js`. The registry of providers is not npm's, so it is
 * read from the bindings that HashiCorp generated from the provider's own schema; they are 37 MB, and thrown away again.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BINDINGS = '@cdktf/provider-aws@21.22.1';
const MODULE = join(ROOT, 'templates/aws/terraform');
const TARGET = join(ROOT, 'test/templates/terraform-aws.json');

/** `resource aws_iam_role` and `data aws_partition`, as the module declares them. */
function readUsed() {
  const sources = readdirSync(MODULE).filter((name) => name.endsWith('.tf'));
  const text = sources.map((name) => readFileSync(join(MODULE, name), 'utf8')).join('\n');
  const found = [...text.matchAll(/^(resource|data) "(aws_[a-z_]+)"/gm)].map(([, kind, type]) => `${kind} ${type}`);
  return [...new Set(found)].sort();
}

/**
 * @param {string} folder of the unpacked bindings
 * @param {string} used
 */
function readAttributes(folder, used) {
  const [kind = '', type = ''] = used.split(' ');
  const name = `${kind === 'data' ? 'data-' : ''}${type.replaceAll('_', '-')}`;
  const file = join(folder, 'lib', name.replace(/^aws-/, ''), 'index.d.ts');
  const text = readFileSync(file, 'utf8');
  const [, body = ''] = /Config extends cdktf\.TerraformMetaArguments \{(.*?)^\}/ms.exec(text) ?? [];
  const members = [...body.matchAll(/^ {4}readonly (\w+)(\??):/gm)];
  /** @param {string} member */
  const snake = (member) => member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const all = members.map(([, member = '', optional]) => ({ member: snake(member), isRequired: optional === '' }));
  const computed = [...text.matchAll(/^ {4}get (\w+)\(\): (?:string|cdktf)/gm)].map(([, member = '']) => snake(member));
  return {
    required: all.filter(({ isRequired }) => isRequired).map(({ member }) => member),
    optional: all.filter(({ isRequired }) => !isRequired).map(({ member }) => member),
    readable: [...new Set(computed)].filter((member) => !member.endsWith('_input')).sort(),
  };
}

const folder = mkdtempSync(join(tmpdir(), 'lapse-terraform-'));
try {
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder, BINDINGS], { cwd: folder });
  const [archive = ''] = readdirSync(folder);
  execFileSync('tar', ['xzf', archive], { cwd: folder });
  const entries = readUsed().map((used) => [used, readAttributes(join(folder, 'package'), used)]);
  const version = /providers\/hashicorp\/aws\/([0-9.]+)\//.exec(
    readFileSync(join(folder, 'package/lib/iam-role/index.d.ts'), 'utf8'),
  )?.[1];
  const schema = { from: BINDINGS, provider: version, blocks: Object.fromEntries(entries) };
  writeFileSync(TARGET, `${JSON.stringify(schema, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
