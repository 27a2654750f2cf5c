import type { IncomingHttpHeaders } from 'node:http';
import type { Actor, Level, Repository, World } from './state.js';

/** A small router: templates in the words of GitHub's OpenAPI (`/repos/{owner}/{repo}`), the first match wins. */

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Call {
  readonly world: World;
  readonly actor: Actor;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: IncomingHttpHeaders;
  /** The address of the request without its query, for Link headers. */
  readonly address: string;
}

export interface RepositoryCall extends Call {
  readonly repository: Repository;
}

export interface Route {
  readonly template: string;
  readonly pattern: RegExp;
  readonly method: string;
  /** The App permission that the route needs, e.g. `pull_requests:write`; undefined: none. */
  readonly needs: string | undefined;
  /** What a user must be able to do in the repository. */
  readonly level: Level;
  readonly handle: (call: Call) => Promise<Answer> | Answer;
  readonly handleInRepository: ((call: RepositoryCall) => Promise<Answer> | Answer) | undefined;
}

/** Parameters that may hold slashes. */
const greedy = new Set(['path', 'ref', 'branch']);

function compile(path: string): RegExp {
  const source = path.replace(/[.+?^$()|[\]\\]/g, '\\$&').replace(/\{(\w+)\}/g, (_, name: string) => {
    return `(?<${name}>${greedy.has(name) ? '.*' : '[^/]+'})`;
  });
  return new RegExp(`^${source}$`);
}

/** A route that belongs to no repository. `title` is its method and template: `GET /user`. */
export function globalRoute(title: string, needs: string | undefined, handle: Route['handle']): Route {
  const [method = '', path = ''] = title.split(' ');
  return {
    template: title,
    method,
    pattern: compile(path),
    needs,
    level: 'read',
    handle,
    handleInRepository: undefined,
  };
}

/** A route below `/repos/{owner}/{repo}`, which the title leaves out: `GET /pulls/{pull_number}`. */
export function repositoryRoute(
  title: string,
  needs: string | undefined,
  level: Level,
  handleInRepository: (call: RepositoryCall) => Promise<Answer> | Answer,
): Route {
  const [method = '', path = ''] = title.split(' ');
  const full = `/repos/{owner}/{repo}${path === '/' ? '' : path}`;
  return {
    template: `${method} ${full}`,
    method,
    pattern: compile(full),
    needs,
    level,
    handle: () => ({ status: 500 }),
    handleInRepository,
  };
}

/** Finds the route of a request; parameters come decoded. Undefined where there is none. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { route: Route; params: Record<string, string> } | undefined {
  for (const route of routes) {
    if (route.method !== method) continue;
    const match = route.pattern.exec(path);
    if (!match) continue;
    try {
      const groups = Object.entries(match.groups ?? {});
      return { route, params: Object.fromEntries(groups.map(([name, value]) => [name, decodeURIComponent(value)])) };
    } catch {
      return undefined;
    }
  }
  return undefined;
}

/** One page of a list with GitHub's Link header (https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api). */
export function pageOf<T>(call: Call, all: readonly T[]): { items: T[]; headers: Record<string, string> } {
  const size = Math.min(Math.max(Number(call.query.get('per_page') ?? 30) || 30, 1), 100);
  const page = Math.max(Number(call.query.get('page') ?? 1) || 1, 1);
  const last = Math.max(Math.ceil(all.length / size), 1);
  const items = all.slice((page - 1) * size, page * size);
  const link = (number: number, relation: string) => {
    const query = new URLSearchParams(call.query);
    query.set('page', String(number));
    return `<${call.address}?${query}>; rel="${relation}"`;
  };
  const links: string[] = [];
  if (page > 1) links.push(link(page - 1, 'prev'), link(1, 'first'));
  if (page < last) links.push(link(page + 1, 'next'), link(last, 'last'));
  return { items, headers: links.length > 0 ? { link: links.join(', ') } : {} };
}
