import { DeleteUserPolicyCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { ACCOUNT } from '../../sandbox/world/start-world.js';
import { CODEOWNERS, EVIDENCE_FILES, OTHER_ACCOUNT } from './evidence-policy.js';
import { settingsOf } from './open-session.js';
import { ACCESS, type Lapse, requestText } from './start-lapse.js';
import { type Teller, writesEvidence } from './story-teller.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const billing = (duration: string) => requestText({ duration });
const logs = (duration: string) => requestText({ role: 'logs', duration });
const inRole = (role: string, duration: string) => requestText({ role, duration });

/** What became of each grant, by what the story does to it. */
export const FATES = {
  expired: [
    'aws-sandbox/alice/one-hour',
    'aws-sandbox/alice-two/one-hour',
    'aws-sandbox/alice-two/two-hours',
    'aws-sandbox/bob/one-hour',
    'aws-sandbox/bob/two-hours',
    'aws-sandbox/bob-two/one-hour',
    'aws-sandbox/bob-two/bulky',
    'reporting/alice/one-hour',
    'reporting/alice-two/one-hour',
    'reporting/bob/one-hour',
    'reporting/bob-two/one-hour',
    'reporting/bob-two/two-hours',
    'reporting/alice/tonight',
  ],
  'revoked by a comment': ['reporting/alice/commanded'],
  'revoked by a deletion': ['reporting/alice/revoked', 'aws-sandbox/alice-two/revoked'],
  'deleted by a push': ['aws-sandbox/alice-two/pushed-away', 'reporting/alice-two/pushed-away'],
  extended: ['aws-sandbox/alice/extended', 'reporting/bob/extended'],
  shortened: ['aws-sandbox/alice/shortened', 'reporting/alice-two/shortened'],
  overlapping: [
    'aws-sandbox/alice/overlap-short',
    'aws-sandbox/alice/overlap-long',
    'reporting/alice-two/overlap-one',
    'reporting/alice-two/overlap-two',
  ],
  'merged without approval': [
    'aws-sandbox/alice/unapproved',
    'aws-sandbox/bob/unapproved',
    'reporting/alice-two/unapproved',
  ],
  pushed: ['aws-sandbox/alice/pushed', 'reporting/bob/pushed'],
  'widened by a push': ['aws-sandbox/bob-two/widened'],
  'failed, then given': ['aws-sandbox/carol/no-user', 'aws-sandbox/bob-two/over-quota', 'reporting/alice/refused-once'],
  'failed to its end': ['aws-sandbox/carol/never-given'],
  altered: ['aws-sandbox/bob/altered'],
  missing: ['aws-sandbox/bob/missing'],
  'taken by hand': ['aws-sandbox/bob/gone'],
  'pending, removed before it began': ['reporting/alice/later'],
  invalid: ['aws-sandbox/alice/too-long', 'aws-sandbox/alice-two/no-role'],
  'broken by a push': ['aws-sandbox/alice-two/broken'],
  'approved by nobody': ['reporting/carol/oncall'],
  'a role to assume': ['aws-sandbox/alice/deploy', 'aws-sandbox/alice-two/deploy'],
  'of a run that died': ['aws-sandbox/alice/dies'],
  'of two runs at once': ['reporting/bob/race-one', 'aws-sandbox/bob-two/race-two'],
  'a second life': ['aws-sandbox/alice/one-hour'],
  standing: ['aws-sandbox/alice/standing', 'reporting/bob/standing', 'aws-sandbox/bob-two/waiting'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** When there is something to look back at, in milliseconds since the epoch, UTC. */
export interface Told {
  readonly moments: Readonly<Record<'given' | 'revoked' | 'raced' | 'again' | 'now', number>>;
  /** How often the run wrote that another one overtook. */
  readonly evidenceWrites: number;
}

/** A day of two accounts. Lives: one for each name in {@link FATES}. */
export async function layGrants(lapse: Lapse, teller: Teller): Promise<Told> {
  const { world, alice, bob, carol } = lapse;
  const pass = (milliseconds: number) => world.clock.moveForward(milliseconds);
  const inWhile = (milliseconds: number) =>
    new Date(world.clock.now() + milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');

  const tonight = requestText({ role: 'logs', starts: inWhile(5 * HOUR), duration: '2h' });
  const own = await teller.ask('of-alice', {
    'aws-sandbox/alice/one-hour': billing('1h'),
    'aws-sandbox/alice/overlap-short': logs('2h'),
    'aws-sandbox/alice/overlap-long': logs('6h'),
    'aws-sandbox/alice/extended': logs('2h'),
    'aws-sandbox/alice/shortened': logs('8h'),
    'aws-sandbox/alice/deploy': inRole('deploy', '2h'),
    'aws-sandbox/alice-two/one-hour': billing('1h'),
    'aws-sandbox/alice-two/two-hours': logs('2h'),
    'aws-sandbox/alice-two/revoked': logs('6h'),
    'aws-sandbox/alice-two/pushed-away': logs('6h'),
    'aws-sandbox/alice-two/broken': logs('6h'),
    'aws-sandbox/alice-two/deploy': inRole('deploy', '2h'),
    'aws-sandbox/carol/no-user': logs('3h'),
    'aws-sandbox/carol/never-given': logs('10m'),
    'reporting/alice/one-hour': logs('1h'),
    'reporting/alice/revoked': logs('6h'),
    'reporting/alice/commanded': logs('6h'),
    'reporting/alice/later': tonight,
    'reporting/alice/tonight': tonight,
    'reporting/alice-two/one-hour': logs('1h'),
    'reporting/alice-two/overlap-one': logs('3h'),
    'reporting/alice-two/overlap-two': logs('5h'),
    'reporting/alice-two/shortened': logs('6h'),
    'reporting/alice-two/pushed-away': logs('6h'),
  });
  const forBob = {
    'aws-sandbox/bob/one-hour': billing('1h'),
    'aws-sandbox/bob/two-hours': logs('2h'),
    'aws-sandbox/bob/altered': logs('6h'),
    'aws-sandbox/bob/missing': logs('6h'),
    'aws-sandbox/bob/gone': logs('3h'),
    'aws-sandbox/bob-two/one-hour': logs('1h'),
    'aws-sandbox/bob-two/bulky': inRole('bulky', '2h'),
    'aws-sandbox/bob-two/over-quota': inRole('bulky', '6h'),
    'aws-sandbox/bob-two/widened': logs('2h'),
    'reporting/bob/one-hour': logs('1h'),
    'reporting/bob/extended': logs('2h'),
    'reporting/bob-two/one-hour': logs('1h'),
    'reporting/bob-two/two-hours': logs('2h'),
  };
  const ofBob = await teller.ask('of-bob', forBob, { approvedBy: carol, method: 'merge' });
  await teller.ask('on-call', { 'reporting/carol/oncall': inRole('oncall', '2h') }, { by: carol, approvedBy: null });
  const unapproved = {
    'aws-sandbox/alice/unapproved': logs('3h'),
    'aws-sandbox/bob/unapproved': logs('3h'),
    'reporting/alice-two/unapproved': logs('3h'),
  };
  await teller.ask('unapproved', unapproved, { approvedBy: null });
  const invalid = {
    'aws-sandbox/alice/too-long': logs('9h'),
    'aws-sandbox/alice-two/no-role': inRole('nothing', '1h'),
  };
  await teller.ask('invalid', invalid, { method: 'rebase' });
  const pushed = { 'aws-sandbox/alice/pushed': logs('2h'), 'reporting/bob/pushed': logs('2h') };
  await teller.pushPast(pushed, 'Push past review');
  await teller.run('provision');
  const given = world.clock.now();

  pass(30 * MINUTE);
  const owners = (EVIDENCE_FILES[CODEOWNERS] ?? '').replace('/access/reporting/', '# Reports\n/access/reporting/');
  await teller.change('owners', { [CODEOWNERS]: owners });
  await teller.ask('longer', { 'aws-sandbox/alice/extended': logs('4h') }, { approvedBy: carol });
  const shorter = { 'aws-sandbox/alice/shortened': logs('3h'), 'reporting/alice-two/shortened': logs('2h') };
  await teller.ask('shorter', shorter, { approvedBy: null });
  const goodbye = {
    'reporting/alice/revoked': null,
    'aws-sandbox/alice-two/revoked': null,
    'aws-sandbox/alice-two/deploy': null,
  };
  await teller.ask('revoked', goodbye, { approvedBy: null });
  await teller.withApp(async () => {
    const say = (number: number, body: string) =>
      alice.octokit.rest.issues.createComment({ ...ACCESS, issue_number: number, body });
    await say(own, '/lapse revoke reporting/alice/commanded');
    await say(ofBob, '/lapse extend 3h reporting/bob/extended');
  });
  await mergeExtension(lapse);
  await teller.pushPast(
    {
      'aws-sandbox/alice-two/pushed-away': null,
      'reporting/alice-two/pushed-away': null,
      'aws-sandbox/alice-two/broken': 'role: [',
      'aws-sandbox/bob-two/widened': logs('8h'),
    },
    'Change it by hand',
  );
  const revoked = world.clock.now();
  world.aws.addUser(ACCOUNT, 'carol.white');
  await changeByHand(lapse);
  await teller.run('provision');

  pass(15 * MINUTE);
  await teller.ask('dies', { 'aws-sandbox/alice/dies': logs('2h') });
  await teller.runThrough('provision', (call, kill) =>
    writesEvidence(call) ? { do: 'end', processed: false, event: kill } : null,
  );

  pass(15 * MINUTE);
  const first = { 'reporting/bob/race-one': logs('2h'), 'reporting/alice/refused-once': logs('6h') };
  await teller.ask('race-one', first, { approvedBy: carol });
  // One of the two, whichever comes first.
  world.aws.failNext('PutUserPolicy', 'UnmodifiableEntity', 1, OTHER_ACCOUNT);
  let evidenceWrites = 0;
  await teller.runThrough('provision', (call) => {
    if (!writesEvidence(call)) return null;
    evidenceWrites += 1;
    if (evidenceWrites > 1) return null;
    const event = async () => {
      await teller.ask('race-two', { 'aws-sandbox/bob-two/race-two': logs('2h') }, { approvedBy: carol });
      await teller.run('provision');
    };
    return { do: 'meanwhile', event };
  });
  const raced = world.clock.now();

  pass(90 * MINUTE);
  await deleteByHand(lapse, 'bob.jones', 'aws-sandbox-bob-gone');
  pass(45 * MINUTE);
  await teller.withApp(async () => void (await teller.run('expire')));
  await teller.ask('again', { 'aws-sandbox/alice/one-hour': billing('4h') });
  await teller.ask('not-later', { 'reporting/alice/later': null }, { approvedBy: null });
  await teller.run('provision');
  const again = world.clock.now();

  pass(5 * HOUR);
  await teller.withApp(async () => void (await teller.run('expire')));
  const starts = inWhile(3 * DAY);
  const last = {
    'aws-sandbox/alice/standing': logs('8h'),
    'reporting/bob/standing': logs('8h'),
    'aws-sandbox/bob-two/waiting': requestText({ role: 'logs', starts, duration: '2h' }),
  };
  await teller.ask('standing', last, { approvedBy: carol });
  await teller.run('provision');
  return { moments: { given, revoked, raced, again, now: world.clock.now() }, evidenceWrites };

  /** carol approves what the App opened for alice's word. */
  async function mergeExtension({ bob: reader }: Lapse): Promise<void> {
    const { data } = await reader.octokit.rest.pulls.list({ ...ACCESS, state: 'open' });
    const extension = data.find(({ head }) => head.ref.startsWith('lapse/extend/'));
    if (extension === undefined) throw new Error('There is no extension.');
    const which = { ...ACCESS, pull_number: extension.number };
    await carol.octokit.rest.pulls.createReview({ ...which, event: 'APPROVE', commit_id: extension.head.sha });
    await bob.octokit.rest.pulls.merge({ ...which, merge_method: 'squash' });
  }
}

/** Somebody in the account, who is neither Lapse nor asked it. */
async function changeByHand(lapse: Lapse): Promise<void> {
  const { aws, administrator } = lapse.world;
  const client = new IAMClient(settingsOf(aws, administrator));
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'iam:*', Resource: '*' }],
  });
  const put = (UserName: string, PolicyName: string) =>
    client.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument: document }));
  await put('bob.jones', nameOf(lapse, 'bob.jones', 'aws-sandbox-bob-altered'));
  await put('alice.two', 'lapse-424242-planted-0123456789ab');
  client.destroy();
  await deleteByHand(lapse, 'bob.jones', 'aws-sandbox-bob-missing');
}

async function deleteByHand(lapse: Lapse, UserName: string, slug: string): Promise<void> {
  const { aws, administrator } = lapse.world;
  const client = new IAMClient(settingsOf(aws, administrator));
  await client.send(new DeleteUserPolicyCommand({ UserName, PolicyName: nameOf(lapse, UserName, slug) }));
  client.destroy();
}

function nameOf({ world }: Lapse, user: string, slug: string): string {
  const name = Object.keys(world.aws.policiesOf(ACCOUNT, user)).find((one) => one.includes(`-${slug}-`));
  if (name === undefined) throw new Error(`${user} has no policy for ${slug}.`);
  return name;
}
