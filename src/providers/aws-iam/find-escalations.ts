import type { TermsFault } from '../../access/provider-terms.js';
import { entriesOf } from './check-allow.js';
import { coversResource } from './cover-pattern.js';
import { KNOWN_ESCALATIONS, type KnownEscalation } from './known-escalations.js';
import { matchesAction } from './match-action.js';
import { type AllowedStatement, type AwsAllow, type AwsTarget, listOf } from './terms.js';

/** As many are named of a pattern that allows several; which they are matters less than that they are many. */
const MOST_NAMED = 3;

/** One action as it is written, and where. */
interface Entry {
  readonly pattern: string;
  readonly pointer: string;
  readonly statement: AllowedStatement;
}

/**
 * The known ways in which an `allow` that fits lets somebody widen their own rights: one fault for each action that is
 * written, whatever it opens. What a role behind `assume_role` may do is not known to us.
 */
export function findEscalations(allow: unknown, target: unknown): TermsFault[] {
  // Both have passed their schemas.
  const { statements = [] } = allow as AwsAllow;
  const { role: own } = target as AwsTarget;
  const entries = statements.flatMap((statement, index) =>
    entriesOf(statement.action, `/statements/${index}/action`).map(([pattern, pointer]) => {
      return { pattern, pointer, statement };
    }),
  );
  const allowed = new Set(
    ALL_ACTIONS.filter((action) => entries.some(({ pattern }) => matchesAction(pattern, action))),
  );
  const possible = KNOWN_ESCALATIONS.filter(({ needs }) => needs.every((action) => allowed.has(action)));
  return entries.flatMap((entry) => {
    const opened = possible.filter(
      (known) => matchesAction(entry.pattern, known.needs[0]) && reaches(known, entry, own),
    );
    return describe(entry, opened);
  });
}

const ALL_ACTIONS = [...new Set(KNOWN_ESCALATIONS.flatMap(({ needs }) => needs))];

function reaches({ reach }: KnownEscalation, { statement }: Entry, own: string | undefined): boolean {
  const isWide = listOf(statement.resource).some(isWideResource);
  switch (reach) {
    case 'any':
      return true;
    case 'wide':
      return isWide && statement.condition === undefined;
    case 'every-role':
      return (
        isWide || (own !== undefined && listOf(statement.resource).some((resource) => coversResource(resource, own)))
      );
    case 'unbound-role':
      return isWide || !namesServices(statement);
  }
}

/**
 * Whether what a resource is called begins with a wildcard, so that it could be any: `*`, `arn:…:role/*`. After that what
 * follows narrows next to nothing.
 */
function isWideResource(resource: string): boolean {
  const name = resource.split(':').slice(5).join(':');
  return !/^[a-z-]+[:/][^*?]/.test(name);
}

/** Whether a statement says to which services a role may be passed; keys are compared without regard to case. */
function namesServices({ condition = {} }: AllowedStatement): boolean {
  return Object.entries(condition).some(
    ([operator, keys]) =>
      /^(?:ForAnyValue:)?String(?:Equals|EqualsIgnoreCase|Like)$/.test(operator) &&
      Object.entries(keys).some(
        ([key, services]) =>
          key.toLowerCase() === 'iam:passedtoservice' && listOf(services).every((service) => !/^[*?]/.test(service)),
      ),
  );
}

function describe({ pattern, pointer }: Entry, opened: readonly KnownEscalation[]): TermsFault[] {
  const [first] = opened;
  if (first === undefined) return [];
  const rule = 'privilege-escalation';
  const [, ...others] = first.needs;
  const together = others.length === 0 ? '' : ` together with ${others.join(' and ')}`;
  const message =
    opened.length === 1
      ? `Whoever has ${pattern}${together} can ${first.by}, and so widen their own rights.`
      : `${pattern} lets somebody widen their own rights in ${opened.length} known ways: ${listWays(opened)}.`;
  return [{ rule, pointer, message, cure: cureOf(pattern, opened) }];
}

function listWays(opened: readonly KnownEscalation[]): string {
  const named = opened.slice(0, MOST_NAMED).map(({ needs }) => needs.join(' with '));
  return opened.length > MOST_NAMED ? `${named.join(', ')} and others` : named.join(', ');
}

const CURES: Readonly<Record<KnownEscalation['reach'], string>> = {
  any: 'Leave it out, or keep the role to people who have such rights anyway.',
  wide: 'Name what it is for in resource.',
  'every-role':
    'Name the roles that may be assumed in resource, or use assume_role, whose sessions end with the grant.',
  'unbound-role':
    'Name the roles that may be passed in resource, and the services in a condition on iam:PassedToService.',
};

function cureOf(pattern: string, opened: readonly KnownEscalation[]): string {
  const [first] = opened;
  if (/[*?]/.test(pattern) && opened.length > 1) return 'Name the actions that are needed, without a wildcard.';
  return CURES[opened.find(({ reach }) => reach !== 'any')?.reach ?? first?.reach ?? 'any'];
}
