/**
 * Reads schemas of OpenAPI 3.0 as JSON Schema 2020-12, and keeps only what constrains: no descriptions, no examples.
 * https://spec.openapis.org/oas/v3.0.3#schema-object
 */

/** @typedef {Record<string, unknown>} Schema */

const SCHEMAS = ['anyOf', 'allOf'];
const KEPT = [
  'type',
  'format',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'uniqueItems',
  'required',
];

/**
 * @param {unknown} source
 * @param {Set<string>} names gets every component that is named, e.g. `simple-user`
 * @returns {Schema | boolean}
 */
export function readSchema(source, names) {
  if (typeof source === 'boolean') return source;
  const from = /** @type {Schema} */ (source);
  if (typeof from['$ref'] === 'string') {
    const name = from['$ref'].replace('#/components/schemas/', '');
    names.add(name);
    return { $ref: `#/$defs/${name}` };
  }
  /** @type {Schema} */
  const schema = {};
  for (const key of KEPT) if (key in from) schema[key] = from[key];
  if (Array.isArray(from['enum'])) schema['enum'] = from['enum'];
  if (from['properties']) schema['properties'] = readEach(/** @type {Schema} */ (from['properties']), names);
  for (const key of ['items', 'additionalProperties', 'not']) {
    if (key in from) schema[key] = readSchema(from[key], names);
  }
  for (const key of SCHEMAS) {
    const list = from[key];
    if (Array.isArray(list)) schema[key] = list.map((one) => readSchema(one, names));
  }
  // GitHub's alternatives overlap: many an answer of its own fits two of them.
  if (Array.isArray(from['oneOf'])) schema['anyOf'] = from['oneOf'].map((one) => readSchema(one, names));
  return from['nullable'] === true ? orNull(schema) : schema;
}

/**
 * @param {Schema} map
 * @param {Set<string>} names
 */
function readEach(map, names) {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, readSchema(value, names)]));
}

/** @param {Schema} schema */
function orNull(schema) {
  const isPlain = typeof schema['type'] === 'string' && !schema['anyOf'] && !schema['allOf'];
  if (!isPlain) return { anyOf: [schema, { type: 'null' }] };
  const values = Array.isArray(schema['enum']) ? { enum: [...new Set([...schema['enum'], null])] } : {};
  return { ...schema, type: [schema['type'], 'null'], ...values };
}

/**
 * All components that the names lead to, in alphabetical order.
 * @param {Record<string, unknown>} components
 * @param {Set<string>} names
 */
export function collectComponents(components, names) {
  /** @type {Record<string, unknown>} */
  const found = {};
  // A set takes what is added while it is gone through.
  for (const name of names) {
    if (!(name in components)) throw new Error(`there is no component ${name}`);
    found[name] = readSchema(components[name], names);
  }
  return Object.fromEntries(Object.entries(found).sort(([one], [other]) => (one < other ? -1 : 1)));
}
