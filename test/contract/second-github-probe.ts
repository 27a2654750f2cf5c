import type { GitHubWorld, Reply } from './second-github-worlds.js';

/** What one GitHub answered to a probe, cut to what both can be held to: the status and a few fields. */
export type Outcome = Readonly<Record<string, unknown>>;

/** What the probes before have left behind. */
export interface Story {
  appToken: string;
  main: string;
  head: string;
  comment: number;
  check: number;
}

export interface Probe {
  readonly name: string;
  run(world: GitHubWorld, story: Story): Promise<Outcome>;
}

export const REPOSITORY = '/repos/acme/access';
/** A single request; without `pick`, or where it is refused, its status says all. */
export function probe(name: string, send: (world: GitHubWorld, story: Story) => Promise<Reply>, pick?: Pick): Probe {
  return {
    name,
    async run(world, story) {
      const { status, data } = await send(world, story);
      return { status, ...(status < 300 && pick !== undefined ? pick(data, story) : {}) };
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: two servers' JSON, of which single fields are taken.
type Pick = (data: any, story: Story) => Outcome;

type Who = 'alice' | 'bob' | 'app';

/** A request below the repository's address; `{head}` and the like are taken from the story. */
export function ask(method: string, path: string, who: Who, body?: object | ((story: Story) => object)) {
  return (world: GitHubWorld, story: Story): Promise<Reply> => {
    const token = who === 'app' ? story.appToken : world.tokens[who];
    const filled = path.replace(/\{(\w+)\}/g, (_, key: string) => String(story[key as keyof Story]));
    return world.ask(method, REPOSITORY + filled, token, typeof body === 'function' ? body(story) : body);
  };
}

export function askForToken(world: GitHubWorld, jwt: string, body?: object, installation = world.installationId) {
  return world.ask('POST', `/app/installations/${installation}/access_tokens`, jwt, body);
}

export function isSha(value: unknown): boolean {
  return /^[0-9a-f]{40}$/.test(String(value));
}
