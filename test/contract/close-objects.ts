import type { Schema } from './contract.js';

type Keywords = { readonly [key: string]: unknown };

const REFERENCE = '#/$defs/';

/** The components in two more forms: `name!` takes only the fields that are described, `name?` leaves that to others. */
export function closeComponents($defs: Readonly<Record<string, Schema>>): Record<string, Schema> {
  const forms = Object.entries($defs).flatMap(([name, schema]): [string, Schema][] => [
    [name, schema],
    [`${name}!`, closeObjects(schema)],
    [`${name}?`, openObjects(schema)],
  ]);
  return Object.fromEntries(forms);
}

/**
 * A schema in which every object takes only the fields that are described. In what we send, others are mistakes, which
 * GitHub ignores or refuses with 422; in what the sandbox sends, they are what our code could come to rely on in vain.
 */
export function closeObjects(schema: Schema): Schema {
  if (typeof schema === 'boolean') return schema;
  const name = nameOf(schema);
  if (name !== undefined) return { $ref: `${REFERENCE}${name}!` };
  const open = openObjects(schema) as Keywords;
  const isObject = ['properties', 'anyOf', 'allOf'].some((key) => key in schema);
  return isObject && isClosable(schema) ? { ...open, unevaluatedProperties: false } : open;
}

/** Alternatives are left open: what they leave over is counted by the schema around them. */
function openObjects(schema: Schema): Schema {
  if (typeof schema === 'boolean') return schema;
  const name = nameOf(schema);
  if (name !== undefined) return { $ref: `${REFERENCE}${name}?` };
  const { properties, items, anyOf, allOf, additionalProperties, ...rest } = schema;
  const among = (list: unknown) => (list as Schema[]).map(openObjects);
  return {
    ...rest,
    ...(properties === undefined ? {} : { properties: closeEach(properties as Readonly<Record<string, Schema>>) }),
    ...(items === undefined ? {} : { items: closeObjects(items as Schema) }),
    ...(anyOf === undefined ? {} : { anyOf: among(anyOf) }),
    ...(allOf === undefined ? {} : { allOf: among(allOf) }),
    // `true` says nothing beside properties; a schema describes a map.
    ...(typeof additionalProperties === 'object' || properties === undefined
      ? additionalProperties === undefined
        ? {}
        : { additionalProperties }
      : {}),
  };
}

/** An object of which nothing is described may hold anything. */
function isClosable(schema: Keywords): boolean {
  return 'properties' in schema ? Object.keys(schema['properties'] as object).length > 0 : true;
}

function closeEach(properties: Readonly<Record<string, Schema>>): Record<string, Schema> {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, closeObjects(schema)]));
}

function nameOf(schema: Keywords): string | undefined {
  const reference = schema['$ref'];
  return typeof reference === 'string' ? reference.replace(REFERENCE, '') : undefined;
}
