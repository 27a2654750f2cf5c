import {
  type DocumentNode,
  execute,
  type GraphQLError,
  type GraphQLFieldResolver,
  getOperationAST,
  GraphQLError as LocatedError,
  parse,
  validate,
} from 'graphql';
import { isRecord } from '../body.js';
import { readBudget } from '../rate-limit.js';
import { Refusal } from '../refusal.js';
import type { Answer } from '../router.js';
import type { Actor, World } from '../state.js';
import { resolveNode } from './comment.js';
import { createCommitOnBranch } from './commit-on-branch.js';
import type { Context } from './context.js';
import { GraphqlRefusal } from './context.js';
import { changeDraft, type DraftArguments } from './draft.js';
import { resolveRepository, viewerOf } from './repository.js';
import { githubSchema } from './schema.js';

/** What is answered at the root of a query and of a mutation. */
const root = {
  repository: resolveRepository,
  node: resolveNode,
  viewer: (_: unknown, context: Context) => viewerOf(context),
  rateLimit: (_: unknown, { world, actor }: Context) => {
    const { limit, used, remaining, reset } = readBudget(world, actor, 'graphql');
    const resetAt = new Date(reset * 1000).toISOString();
    return { __typename: 'RateLimit', cost: 1, limit, remaining, used, nodeCount: 1, resetAt };
  },
  createCommitOnBranch,
  markPullRequestReadyForReview: (args: DraftArguments, context: Context) => changeDraft(args, context, false),
  convertPullRequestToDraft: (args: DraftArguments, context: Context) => changeDraft(args, context, true),
};

/** Executes one GraphQL request against GitHub's schema. Errors of queries come with status 200, as GitHub sends them. */
export async function answerGraphql(
  world: World,
  actor: Actor,
  body: Readonly<Record<string, unknown>>,
  name: (operation: string) => void,
): Promise<Answer> {
  if (actor.kind === 'app') throw new Refusal(403, 'Resource not accessible by integration');
  const { query, variables, operationName } = body;
  if (typeof query !== 'string') throw new Refusal(400, 'A query attribute must be specified and must be a string.');
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    return { status: 200, body: { errors: [{ message: error instanceof Error ? error.message : String(error) }] } };
  }
  const operation = getOperationAST(document, typeof operationName === 'string' ? operationName : undefined);
  name(operation?.name?.value ?? operation?.operation ?? 'invalid');
  const schema = await githubSchema();
  const problems = validate(schema, document);
  if (problems.length > 0) return { status: 200, body: { errors: problems.map(presentError) } };
  const context: Context = { world, actor };
  const result = await execute({
    schema,
    document,
    rootValue: root,
    contextValue: context,
    variableValues: isRecord(variables) ? variables : {},
    operationName: typeof operationName === 'string' ? operationName : null,
    fieldResolver: resolveField,
  });
  const errors = result.errors ? { errors: result.errors.map(presentError) } : {};
  return { status: 200, body: { data: result.data, ...errors } };
}

/** Properties and methods of plain objects. A field that the sandbox does not serve is an error, not a silent null. */
const resolveField: GraphQLFieldResolver<unknown, Context> = (source, args, context, info) => {
  const object = source as Record<string, unknown>;
  if (!isRecord(source) || !(info.fieldName in object))
    throw new Error(`The sandbox does not serve ${info.parentType.name}.${info.fieldName}`);
  const value = object[info.fieldName];
  return typeof value === 'function' ? value(args, context) : value;
};

function presentError(error: GraphQLError) {
  const cause = error instanceof LocatedError ? error.originalError : undefined;
  return {
    ...(cause instanceof GraphqlRefusal ? { type: cause.type } : {}),
    ...(error.path ? { path: error.path } : {}),
    locations: error.locations?.map(({ line, column }) => ({ line, column })) ?? [],
    message: error.message,
  };
}
