import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { buildASTSchema, type GraphQLSchema, parse } from 'graphql';

let built: GraphQLSchema | undefined;

/** GitHub's published schema, from @octokit/graphql-schema. Built once: it is large. */
export function githubSchema(): GraphQLSchema {
  if (!built) {
    const file = createRequire(import.meta.url).resolve('@octokit/graphql-schema/schema.graphql');
    const document = parse(readFileSync(file, 'utf8'), { noLocation: true });
    // GitHub publishes it as valid; checking it again takes seconds.
    built = buildASTSchema(document, { assumeValid: true, assumeValidSDL: true });
  }
  return built;
}
