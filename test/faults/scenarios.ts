import { ACCOUNT } from '../../sandbox/world/start-world.js';

/** A commit of the default branch. `at` in hours from now; null as a file's text removes it. */
export interface Step {
  readonly at: number;
  readonly by: 'alice' | 'bob' | 'carol';
  readonly changes: Readonly<Record<string, string | null>>;
  /** A pull request brought it, which bob approved, or nobody did; a push came past all review. */
  readonly how: 'approved' | 'unapproved' | 'push';
}

/** A world with work to do, and what must be there once it is done. */
export interface Scenario {
  readonly name: ScenarioName;
  /** What has been provisioned already, `PROVISIONED_AT` hours from now. */
  readonly before: readonly Step[];
  /** What has happened since. */
  readonly since: readonly Step[];
  /** Grants that are given in the end, and no others. */
  readonly given: readonly string[];
  /** Grants whose revert pull request is open in the end. */
  readonly reverted: readonly string[];
  /** Grants that a run may never give, and has to name each time. */
  readonly refused: readonly string[];
}

export type ScenarioName = 'edges' | 'giving' | 'ending' | 'sessions' | 'troubled' | 'everything';

export const PROVISIONED_AT = -3;

export const POLICY: Readonly<Record<string, string>> = {
  'access/config.yaml': `systems:
  aws-sandbox:
    provider: aws-iam
    target: { account: "${ACCOUNT}", role: "arn:aws:iam::${ACCOUNT}:role/lapse" }
merge: { auto: true, method: squash }
revert: { auto_merge: true, batch: false }
approval_valid: 24h
`,
  'access/people.yaml': `people:
  alice: { id: 583231, aws-iam: alice.smith }
  bob: { id: 583232, aws-iam: bob.jones }
  carol: { id: 583233, aws-iam: carol.nobody }
`,
  'access/aws-sandbox/roles.yaml': `roles:
  billing:
    description: Read invoices and cost reports
    allow: { statements: [{ action: ["ce:Get*", "ce:Describe*"], resource: "*" }] }
    max_duration: 12h
  deploy:
    description: Assume the deployment role
    allow: { assume_role: "arn:aws:iam::${ACCOUNT}:role/Deploy", max_session: 6h }
    max_duration: 12h
`,
  '.github/CODEOWNERS': '/access/ @acme/security\n/.github/ @acme/security\n',
};

const SYSTEM = 'access/aws-sandbox';

function ask(grant: string, duration: string, role = 'billing'): Record<string, string> {
  return { [`${SYSTEM}/${grant}.yaml`]: `role: ${role}\nduration: ${duration}\nreason: Invoice 8841\n` };
}

function approved(at: number, changes: Record<string, string | null>): Step {
  return { at, by: 'alice', how: 'approved', changes };
}

function takeBack(grant: string): Record<string, null> {
  return { [`${SYSTEM}/${grant}.yaml`]: null };
}

const POLICY_STEP: Step = { at: -240, by: 'bob', how: 'push', changes: POLICY };

/** New grants, two of them of one person and one role at the same time, and an extension. */
const GIVING: Scenario = {
  name: 'giving',
  before: [approved(-4, ask('alice/extended', '5h'))],
  since: [
    approved(-1, ask('alice/short', '4h')),
    approved(-0.9, ask('alice/long', '8h')),
    approved(-0.8, ask('alice/extended', '10h')),
    approved(-0.7, ask('bob/new', '4h')),
  ],
  given: ['alice/extended', 'alice/long', 'alice/short', 'bob/new'],
  reverted: [],
  refused: [],
};

/** One has ended and one beside it has not, one is taken back before its end, and one is shortened. */
const ENDING: Scenario = {
  name: 'ending',
  before: [
    approved(-4, ask('alice/ended', '2h')),
    approved(-3.9, ask('alice/lasting', '8h')),
    approved(-3.8, ask('bob/early', '8h')),
    approved(-3.7, ask('bob/shortened', '9h')),
  ],
  since: [
    { ...approved(-1, takeBack('bob/early')), how: 'unapproved' },
    { ...approved(-0.9, ask('bob/shortened', '6h')), how: 'unapproved' },
  ],
  given: ['alice/lasting', 'bob/shortened'],
  reverted: ['alice/ended'],
  refused: [],
};

/** A role that opens sessions: one is over, one is taken back early, one is new. */
const SESSIONS: Scenario = {
  name: 'sessions',
  before: [approved(-4, ask('alice/deployed', '3h', 'deploy')), approved(-3.9, ask('bob/deployed', '9h', 'deploy'))],
  since: [
    { ...approved(-0.5, takeBack('bob/deployed')), how: 'unapproved' },
    approved(-0.4, ask('alice/deploys', '4h', 'deploy')),
  ],
  given: ['alice/deploys'],
  reverted: ['alice/deployed'],
  refused: [],
};

/** A direct push, a merge without approval, a user that IAM does not have, and one new grant beside them all. */
const TROUBLED: Scenario = {
  name: 'troubled',
  before: [approved(-4, ask('bob/lasting', '8h'))],
  since: [
    { at: -1, by: 'carol', how: 'push', changes: ask('alice/pushed', '4h') },
    { ...approved(-0.9, ask('alice/unapproved', '4h')), how: 'unapproved' },
    approved(-0.8, ask('carol/unknown', '4h')),
    approved(-0.7, ask('alice/fine', '4h')),
  ],
  given: ['alice/fine', 'bob/lasting'],
  reverted: [],
  refused: ['alice/pushed', 'alice/unapproved', 'carol/unknown'],
};

/** Ends close by on both sides: what a runner whose clock is wrong takes for over, or for not over yet. */
const EDGES: Scenario = {
  name: 'edges',
  before: [
    approved(-4.1, ask('alice/just-ended', '4h')),
    approved(-3.95, ask('alice/just-ending', '4h')),
    approved(-3.5, ask('bob/lasting', '8h')),
  ],
  since: [approved(-0.02, ask('alice/just-merged', '4h'))],
  given: ['alice/just-merged', 'bob/lasting'],
  reverted: ['alice/just-ended', 'alice/just-ending'],
  refused: [],
};

const PARTS = [GIVING, ENDING, SESSIONS, TROUBLED];

/** All of it in one repository. */
const EVERYTHING: Scenario = {
  name: 'everything',
  before: PARTS.flatMap(({ before }) => before).toSorted((one, other) => one.at - other.at),
  since: PARTS.flatMap(({ since }) => since).toSorted((one, other) => one.at - other.at),
  given: PARTS.flatMap(({ given }) => given),
  reverted: PARTS.flatMap(({ reverted }) => reverted),
  refused: PARTS.flatMap(({ refused }) => refused),
};

export const SCENARIOS: readonly Scenario[] = [...PARTS, EDGES, EVERYTHING].map((scenario) => ({
  ...scenario,
  before: [POLICY_STEP, ...scenario.before],
}));

/** What can come upon the branch while a run reads it. */
export const MOVES = {
  'a request is merged': { step: approved(0, ask('bob/sudden', '4h')), given: ['bob/sudden'] },
  'a request is pushed past review': { step: { ...approved(0, ask('bob/sneaked', '4h')), how: 'push' }, given: [] },
  'another file changes': { step: { ...approved(0, { 'README.md': 'Hello\n' }), how: 'push' }, given: [] },
} as const satisfies Record<string, { readonly step: Step; readonly given: readonly string[] }>;

export type Move = keyof typeof MOVES;
