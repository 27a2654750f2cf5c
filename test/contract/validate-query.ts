import { parse, validate } from 'graphql';
import { githubSchema } from '../../sandbox/github/graphql/schema.js';
import type { RequestRecord } from '../../sandbox/github/start-github.js';

/** What GitHub's published GraphQL schema does not know in a query of ours. Empty: nothing. */
export async function faultsOfQuery({ requestBody }: Pick<RequestRecord, 'requestBody'>): Promise<string[]> {
  const text = readText(requestBody);
  if (text === undefined) return ['POST /graphql: no query'];
  const unknown = Object.keys(requestBody as object).filter((key) => key !== 'query' && key !== 'variables');
  const faults = await checkOnce(text);
  return [...faults, ...unknown.map((key) => `an unknown field ${key}`)].map((fault) => `POST /graphql: ${fault}`);
}

function readText(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('query' in body)) return undefined;
  return typeof body.query === 'string' ? body.query : undefined;
}

/** The same few queries are sent hundreds of times. */
const known = new Map<string, readonly string[]>();

async function checkOnce(text: string): Promise<readonly string[]> {
  let faults = known.get(text);
  if (faults === undefined) {
    faults = findFaults(await githubSchema(), text);
    known.set(text, faults);
  }
  return faults;
}

function findFaults(schema: Awaited<ReturnType<typeof githubSchema>>, text: string): string[] {
  try {
    return validate(schema, parse(text)).map((error) => error.message);
  } catch (error) {
    return [String(error)];
  }
}
