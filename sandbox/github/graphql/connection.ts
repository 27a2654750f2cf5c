import { GraphqlRefusal } from './context.js';

export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

const largestPage = 100;

/** One page of a list in GraphQL's shape. Cursors are places in the list, made opaque. */
export function connectionOf<T, N>(name: string, all: readonly T[], args: PageArguments, present: (item: T) => N) {
  refuseBounds(name, args);
  let start = args.after ? readCursor(args.after) + 1 : 0;
  let end = args.before ? Math.min(readCursor(args.before), all.length) : all.length;
  if (args.first !== null && args.first !== undefined) end = Math.min(end, start + args.first);
  if (args.last !== null && args.last !== undefined) start = Math.max(start, end - args.last);
  const nodes = all.slice(start, end).map(present);
  return {
    totalCount: all.length,
    nodes,
    edges: nodes.map((node, index) => ({ node, cursor: writeCursor(start + index) })),
    pageInfo: {
      hasNextPage: end < all.length,
      hasPreviousPage: start > 0,
      startCursor: nodes.length > 0 ? writeCursor(start) : null,
      endCursor: nodes.length > 0 ? writeCursor(start + nodes.length - 1) : null,
    },
  };
}

/** https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api#node-limit */
function refuseBounds(name: string, { first, last }: PageArguments): void {
  const size = first ?? last;
  if (size === null || size === undefined)
    throw new GraphqlRefusal(
      'MISSING_PAGINATION_BOUNDARIES',
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
    );
  if (size < 1 || size > largestPage)
    throw new GraphqlRefusal(
      'EXCESSIVE_PAGINATION',
      `Requesting ${size} records on the \`${name}\` connection exceeds the \`first\` limit of 100 records.`,
    );
}

function writeCursor(index: number): string {
  return Buffer.from(`cursor:${index}`).toString('base64');
}

function readCursor(cursor: string): number {
  const match = /^cursor:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8'));
  if (!match)
    throw new GraphqlRefusal('INVALID_CURSOR_ARGUMENTS', `\`${cursor}\` does not appear to be a valid cursor.`);
  return Number(match[1]);
}
