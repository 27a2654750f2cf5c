import { holds } from '../permissions.js';
import type { Actor, World } from '../state.js';

export interface Context {
  readonly world: World;
  readonly actor: Actor;
}

/** An error of a field, with GitHub's `type`: NOT_FOUND, FORBIDDEN, UNPROCESSABLE, STALE_DATA, … */
export class GraphqlRefusal extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.name = 'GraphqlRefusal';
    this.type = type;
  }
}

/** Throws where an App's or an Action's token lacks a permission such as `contents:read`. */
export function requirePermission({ actor }: Context, needs: string): void {
  if (actor.kind === 'user') return;
  if (actor.kind === 'app' || !holds(actor.permissions, needs))
    throw new GraphqlRefusal('FORBIDDEN', 'Resource not accessible by integration');
}
