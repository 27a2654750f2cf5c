import type { Decision, FileDecision, GroupDecision } from '../approval/decision.js';
import { neutraliseMarkdown, quoteMarkdown } from './neutralise-markdown.js';

/** Who can give what is still missing: `1 of @acme/security or @bob`. Names of teams, never of their members. */
export function describeMissing(group: GroupDecision): string {
  const missing = group.needed - group.counted.length;
  const owners = group.owners.map(quoteMarkdown).join(' or ');
  return `${missing} ${missing === 1 ? 'approval' : 'approvals'} by ${owners}`;
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
