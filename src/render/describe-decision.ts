import type { Decision, FileDecision } from '../approval/decision.js';
import type { OpenGroup } from '../approval/who-can-approve.js';
import { neutraliseMarkdown, quoteMarkdown } from './neutralise-markdown.js';

/** What is still missing, and who can give it: `1 approval by @acme/security or @bob`. */
export function describeOpen({ missing, owners }: OpenGroup): string {
  return `${missing} ${missing === 1 ? 'approval' : 'approvals'} by ${owners.map(quoteMarkdown).join(' or ')}`;
}

/** The decision's tree as a nested Markdown list: file → rule → who counts and who does not, because. */
export function listDecision(decision: Decision): string[] {
  return decision.files.flatMap(listFile);
}

function listFile(file: FileDecision): string[] {
  const lines = [`- ${quoteMarkdown(file.path)}: ${neutraliseMarkdown(file.because)}`];
  if (file.owners !== null) {
    const { path, line, pattern } = file.owners;
    lines.push(`  - owned through ${quoteMarkdown(pattern)} (${quoteMarkdown(path)} line ${line})`);
  }
  for (const group of file.groups) {
    const from = group.from === 'code-owners' ? 'code owners' : quoteMarkdown(group.from);
    lines.push(`  - ${from}: ${group.counted.length} of ${group.needed}`);
  }
  for (const person of file.people) {
    lines.push(`  - ${person.counts ? '✅' : '➖'} ${neutraliseMarkdown(person.because)}`);
  }
  return lines;
}
