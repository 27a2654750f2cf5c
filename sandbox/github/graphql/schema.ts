import { buildASTSchema, type GraphQLSchema, parse } from 'graphql';

let built: Promise<GraphQLSchema> | undefined;

/** GitHub's published schema, from @octokit/graphql-schema. Loaded and built once, when first needed: it is large. */
export function githubSchema(): Promise<GraphQLSchema> {
  built ??= build();
  return built;
}

async function build(): Promise<GraphQLSchema> {
  const { schema } = await import('@octokit/graphql-schema');
  // GitHub publishes it as valid; checking it again takes seconds.
  return buildASTSchema(parse(schema.idl, { noLocation: true }), { assumeValid: true, assumeValidSDL: true });
}
