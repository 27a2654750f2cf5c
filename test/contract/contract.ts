import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { closeComponents, closeObjects } from './close-objects.js';
import github from './github.json' with { type: 'json' };
import webhooks from './webhooks.json' with { type: 'json' };

/** GitHub's published descriptions, as scripts/cut-contract.js cut them out. */

export type Schema = boolean | { readonly [key: string]: unknown };

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: Schema;
}

export interface Operation {
  /** `/repos/{owner}/{repo}/pulls`, with GitHub's names of the parameters. */
  readonly template: string;
  readonly parameters: readonly Parameter[];
  /** Missing: the operation takes none. */
  readonly body?: { readonly required: boolean; readonly schema: Schema };
  /** By status; null: documented without a JSON body. */
  readonly answers: Readonly<Record<string, Schema | null>>;
}

/** What the production code can call, Probot's own calls with it. */
export const CALLS: readonly string[] = github.calls;

export const OPERATIONS: ReadonlyMap<string, Operation> = new Map(Object.entries(github.operations));

/** By event and action: `pull_request.opened`, `push`. */
export const EVENTS: ReadonlyMap<string, Schema> = new Map(Object.entries(webhooks.events));

/** Which description a schema's `$ref`s lead to. */
export type Source = 'github' | 'webhooks';

export const DEFINITIONS: Readonly<Record<Source, Readonly<Record<string, Schema>>>> = {
  github: closeComponents(github.$defs),
  webhooks: closeComponents(webhooks.$defs),
};

const FORMATS = {
  'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/,
  uri: (text: string) => URL.canParse(text),
  'uri-template': (text: string) => URL.canParse(text.replace(/\{[^}]*\}/g, '')),
  email: /^[^@\s]+@[^@\s]+$/,
  'repo.nwo': /^[^/\s]+\/[^/\s]+$/,
  int64: true,
} as const;

/** Every suite that uses the sandbox compiles them, so nothing is done that one test can do for all of them. */
const OPTIONS = { strict: false, allErrors: true, formats: FORMATS, validateSchema: false, code: { optimize: false } };
/** Parameters arrive as text, bodies as JSON. */
const TEXT = new Ajv2020({ ...OPTIONS, coerceTypes: 'array' });
const JSONS = new Ajv2020(OPTIONS);
for (const [source, $defs] of Object.entries(DEFINITIONS)) {
  for (const ajv of [TEXT, JSONS]) ajv.addSchema({ $id: `https://contract.example/${source}`, $defs });
}

/**
 * What GitHub sends of every user and repository, and describes of most (`simple-user`, `repository`), but not yet of
 * those within a webhook's review, issue or comment.
 */
const LATE = new Set(['user_view_type', 'has_discussions', 'web_commit_signoff_required']);

const compiled = new Map<string, ValidateFunction>();

/**
 * What is wrong with a value, in words; empty: nothing. Schemas are compiled once.
 * @param key what the schema is known by, unlike any other schema's
 */
export function faultsOf(
  key: string,
  source: Source,
  value: unknown,
  schema: () => Schema,
  kind: 'text' | 'json' = 'json',
): string[] {
  let validate = compiled.get(key);
  if (validate === undefined) {
    const text = JSON.stringify(closeObjects(schema())).replaceAll(
      '"#/$defs/',
      `"https://contract.example/${source}#/$defs/`,
    );
    validate = (kind === 'text' ? TEXT : JSONS).compile(JSON.parse(text));
    compiled.set(key, validate);
  }
  if (validate(value)) return [];
  const errors = (validate.errors ?? []).filter((error) => !LATE.has(error.params['unevaluatedProperty']));
  return errors.map((error) => {
    const more = Object.values(error.params).map(String).join(' ');
    return `${error.instancePath || '(top)'} ${error.message ?? error.keyword}${more === '' ? '' : ` (${more})`}`;
  });
}
