/**
 * What is wrong with a Terraform module that uses the AWS provider, without Terraform and without its registry: notation,
 * unknown and missing attributes, references to what is not there, and templates whose names are not given.
 */

/** https://developer.hashicorp.com/terraform/language/meta-arguments */
const META_ARGUMENTS = ['count', 'depends_on', 'for_each', 'lifecycle', 'provider'];
const PARTS = ['data', 'locals', 'output', 'resource', 'terraform', 'variable'];

/**
 * @typedef {{ required: string[], optional: string[], readable: string[] }} Attributes
 * @param {ReadonlyMap<string, string>} files of the module, by path: .tf and what it reads.
 * @param {(name: string, text: string) => Promise<any>} parse HashiCorp's parser.
 * @param {{ blocks: Record<string, Attributes> }} schema
 * @returns {Promise<string[]>} one line a fault.
 */
export async function checkModule(files, parse, schema) {
  /** @type {Record<string, any>} */
  const module = Object.fromEntries(PARTS.map((part) => [part, {}]));
  for (const [name, text] of files) {
    if (!name.endsWith('.tf')) continue;
    try {
      for (const [part, content] of Object.entries((await parse(name, text)) ?? {})) merge(module, part, content);
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)];
    }
  }
  const locals = module['locals'];
  return [
    ...Object.keys(module).flatMap((part) =>
      PARTS.includes(part) ? [] : [`${part}: no part of a module that is known here`],
    ),
    ...checkBlocks(module, schema),
    ...checkReferences(module, schema),
    ...checkTemplates(files, JSON.stringify(module), Object.keys(locals['names'] ?? {})),
  ];
}

/**
 * @param {Record<string, any>} module
 * @param {string} part
 * @param {any} content
 */
function merge(module, part, content) {
  const parts = Array.isArray(content) ? content : [content];
  for (const one of parts) {
    for (const [key, value] of Object.entries(one)) {
      const isBlock = part === 'resource' || part === 'data';
      module[part] = { ...module[part], [key]: isBlock ? { ...module[part]?.[key], ...value } : value };
    }
  }
}

/** @param {Record<string, any>} module */
function* listBlocks(module) {
  for (const kind of ['resource', 'data']) {
    for (const [type, named] of Object.entries(module[kind])) {
      for (const [name, [block]] of Object.entries(named)) yield { kind, type, name, block };
    }
  }
}

/**
 * @param {Record<string, any>} module
 * @param {{ blocks: Record<string, Attributes> }} schema
 */
function checkBlocks(module, schema) {
  const faults = [];
  for (const { kind, type, name, block } of listBlocks(module)) {
    const known = schema.blocks[`${kind} ${type}`];
    if (known === undefined) {
      faults.push(`${kind} ${type}: not in the cut; run scripts/cut-terraform-schema.js if the provider has it`);
      continue;
    }
    const allowed = [...known.required, ...known.optional, ...META_ARGUMENTS];
    const odd = Object.keys(block).filter((attribute) => !allowed.includes(attribute));
    const missing = known.required.filter((attribute) => !(attribute in block));
    faults.push(...odd.map((attribute) => `${type}.${name} has no attribute ${attribute}`));
    faults.push(...missing.map((attribute) => `${type}.${name} needs ${attribute}`));
  }
  return faults;
}

/**
 * @param {Record<string, any>} module
 * @param {{ blocks: Record<string, Attributes> }} schema
 */
function checkReferences(module, schema) {
  const text = JSON.stringify(module);
  const faults = [];
  for (const [all, kind = '', name = ''] of text.matchAll(/\b(var|local)\.(\w+)/g)) {
    if (!(name in module[kind === 'var' ? 'variable' : 'locals'])) faults.push(`${all} is not declared`);
  }
  for (const [all, data, type = '', name = '', attribute = ''] of text.matchAll(
    /\b(data\.)?(aws_\w+)\.(\w+)\.(\w+)/g,
  )) {
    const kind = data === undefined ? 'resource' : 'data';
    if (module[kind][type]?.[name] === undefined) faults.push(`${all} is not declared`);
    else if (!schema.blocks[`${kind} ${type}`]?.readable.includes(attribute)) faults.push(`${all}: no such attribute`);
  }
  return faults;
}

/**
 * @param {ReadonlyMap<string, string>} files
 * @param {string} text
 * @param {readonly string[]} given
 */
function checkTemplates(files, text, given) {
  const faults = [];
  for (const [, path = ''] of text.matchAll(/templatefile\(\\"\$\{path\.module\}\/([^"\\]+)\\", local\.names\)/g)) {
    const template = files.get(path);
    if (template === undefined) {
      faults.push(`there is no ${path}`);
      continue;
    }
    const names = [...template.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
    faults.push(...names.filter((name) => !given.includes(name)).map((name) => `${path} wants ${name}`));
    try {
      JSON.parse(template.replace(/\$\{\w+\}/g, 'x'));
    } catch (error) {
      faults.push(`${path}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return faults;
}
