import { markdownTable } from 'markdown-table';
import type { ValidatedFile } from '../../src/access/validate-tree.js';
import { neutraliseMarkdown, quoteMarkdown } from '../../src/render/neutralise-markdown.js';

/** Rows of the table: a job summary holds 1 MiB at most, and nobody reads more. */
const MOST_ROWS = 200;

/** What `action/validate` found, as Markdown for the job summary. */
export function renderValidationSummary(files: readonly ValidatedFile[]): string {
  const problems = files.flatMap((file) => file.problems);
  if (problems.length === 0) return `### Access files\n\n${files.length} checked: all well.\n`;
  const rows = problems
    .slice(0, MOST_ROWS)
    .map(({ path, line, rule, message, cure }) => [
      quoteMarkdown(`${path}:${line}`),
      `\`${rule}\``,
      neutraliseMarkdown(message),
      neutraliseMarkdown(cure),
    ]);
  const table = markdownTable([['Where', 'Rule', 'What is wrong', 'What to do'], ...rows], { alignDelimiters: false });
  const further =
    problems.length > MOST_ROWS ? `\n\n${problems.length - MOST_ROWS} further problems are not shown.` : '';
  return `### Access files\n\n${files.length} checked.\n\n${table}${further}\n`;
}
