import type { Route } from '../router.js';
import { appRoutes } from './apps.js';
import { checkRoutes } from './checks.js';
import { contentRoutes } from './contents.js';
import { gitDataRoutes } from './git-data.js';
import { gitWriteRoutes } from './git-writes.js';
import { hookDeliveryRoutes } from './hook-deliveries.js';
import { issueRoutes } from './issues.js';
import { peopleRoutes } from './people.js';
import { pullContentRoutes } from './pull-contents.js';
import { pullRoutes } from './pulls.js';
import { reactionRoutes } from './reactions.js';
import { refRoutes } from './refs.js';
import { reviewRoutes } from './reviews.js';
import { rulesetRoutes } from './rulesets.js';

/** Every route; where two fit, the first wins, hence those that end in a greedy parameter come last. */
export const routes: readonly Route[] = [
  ...appRoutes,
  ...hookDeliveryRoutes,
  ...peopleRoutes,
  ...pullRoutes,
  ...pullContentRoutes,
  ...reviewRoutes,
  ...rulesetRoutes,
  ...issueRoutes,
  ...reactionRoutes,
  ...checkRoutes,
  ...contentRoutes,
  ...gitWriteRoutes,
  ...refRoutes,
  ...gitDataRoutes,
];
