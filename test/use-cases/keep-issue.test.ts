import { expect, test } from '@jest/globals';
import { GitHubError } from '../../src/github/github.js';
import { renderSections } from '../../src/render/issue-sections.js';
import { type KeptIssue, keepIssue, keepUnread, type Sections } from '../../src/use-cases/keep-issue.js';
import { type FakeGitHub, fakeGitHub, TIP } from './fake-github.js';

/** An issue that says these sections beside those of systems that begin with `other`. */
function issueOf(own: Record<string, string>): KeptIssue {
  return {
    label: 'lapse-drift',
    title: 'Ours',
    subject: 'What a test has to say',
    revise: (before) => new Map([...[...before].filter(([key]) => key.startsWith('other')), ...Object.entries(own)]),
    render: renderSections,
    renderClosing: (before) => `closed: ${[...before.keys()].join(', ')}`,
  };
}

function sections(own: Record<string, string>): string {
  return renderSections(new Map(Object.entries(own)));
}

function holding(label: 'lapse-drift' | 'lapse-unapproved', ...bodies: readonly string[]): FakeGitHub {
  const fake = fakeGitHub();
  for (const [index, body] of bodies.entries()) {
    fake.issues.push({ number: 800 + index, label, title: 'Ours', body, isOpen: true });
  }
  return fake;
}

/** After a run that has read the tip before others wrote. */
async function keep(own: Record<string, string>, fake: FakeGitHub, tip = TIP): Promise<FakeGitHub> {
  await keepIssue(issueOf(own), tip, { github: fake.github, progress: () => undefined });
  return fake;
}

test('an issue that GitHub will not have is told, and fails nothing', async () => {
  const told: string[] = [];
  const { github } = fakeGitHub({ writeIssue: () => Promise.reject(new GitHubError('refused', 'issues are off')) });
  await keepIssue(issueOf({ one: 'text' }), TIP, { github, progress: (line) => void told.push(line) });
  expect(told).toEqual(['What a test has to say could not be told in an issue: issues are off']);
});

test('what is no answer of GitHub is thrown', async () => {
  const { github } = fakeGitHub({ writeIssue: () => Promise.reject(new TypeError('a fault of ours')) });
  await expect(keepIssue(issueOf({ one: 'text' }), TIP, { github, progress: () => undefined })).rejects.toThrow(
    'a fault of ours',
  );
});

test('an issue with another label is none of it', async () => {
  const { issues } = await keep({ one: 'text' }, holding('lapse-unapproved', sections({ other: 'x' })));
  expect(issues).toMatchObject([
    { label: 'lapse-unapproved', body: sections({ other: 'x' }), isOpen: true },
    { label: 'lapse-drift', body: sections({ one: 'text' }), isOpen: true },
  ]);
});

test('of two that were opened at once, the older goes on with what only the later has, and the later is closed', async () => {
  const fake = holding('lapse-drift', sections({ 'other-a': 'old' }), sections({ 'other-a': 'new', 'other-b': 'b' }));
  const { issues } = await keep({}, fake, await fake.github.readTip());
  expect(issues).toMatchObject([
    { isOpen: true, body: sections({ 'other-a': 'old', 'other-b': 'b' }) },
    { isOpen: false, body: '#800 says the same.' },
  ]);
});

test('two with nothing left are both closed', async () => {
  const fake = holding('lapse-drift', sections({ one: '1' }), sections({ two: '2' }));
  const { issues } = await keep({}, fake, await fake.github.readTip());
  expect(issues).toMatchObject([
    { isOpen: false, body: 'closed: two, one' },
    { isOpen: false, body: '#800 says the same.' },
  ]);
});

test('where it is up to date by the tip nothing is asked, and where another run has seen to it nothing is written', async () => {
  const fake = holding('lapse-drift', sections({ one: 'text' }));
  const tip = await fake.github.readTip();
  fake.calls.length = 0;
  expect((await keep({ one: 'text' }, fake, tip)).calls).toEqual([]);
  expect((await keep({ one: 'text' }, fake)).calls).toEqual(['readTip']);
});

test.each<[string, readonly string[], readonly string[] | null, readonly string[]]>([
  ['is gone where the run has read its system', ['aws-sandbox'], ['aws-sandbox', 'aws-prod'], ['aws-prod given']],
  ['is gone where nothing binds its system', [], ['aws-sandbox'], ['aws-sandbox']],
  ['stays where nobody can say what is bound', [], null, ['aws-sandbox', 'aws-prod given']],
])('a section of before %s', (_name, read, bound, kept) => {
  const before: Sections = new Map(['aws-sandbox', 'aws-prod given'].map((key) => [key, 'text']));
  const systems = { read: new Set(read), bound: bound === null ? null : new Set(bound) };
  expect([...keepUnread(before, systems).keys()]).toEqual(kept);
});
