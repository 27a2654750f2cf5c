import { isRecord, optionalList, optionalRecord, optionalText, textOf } from '../body.js';
import { invalid, Refusal } from '../refusal.js';
import type { Call } from '../router.js';
import { type Annotation, type CheckRun, type Conclusion, conclusions } from '../state.js';

/** The limits of https://docs.github.com/en/rest/checks/runs#create-a-check-run */
const mostAnnotations = 50;
const longestText = 65_535;

/** Takes the fields of a create or update; throws before it has changed anything. */
export function applyFields({ world, body }: Call, run: CheckRun): void {
  const status = optionalText(body, 'status', 'CheckRun');
  const conclusion = readConclusion(body);
  if (status !== undefined && status !== 'queued' && status !== 'in_progress' && status !== 'completed')
    throw invalid('CheckRun', 'status');
  if (status === 'completed' && conclusion === undefined) throw invalid('CheckRun', 'conclusion', 'missing_field');
  const startedAt = readTime(body, 'started_at');
  const completedAt = readTime(body, 'completed_at');
  const output = optionalRecord(body, 'output', 'CheckRun');
  const read = output ? readOutput(output) : undefined;
  if (read) {
    run.title = read.title ?? run.title;
    run.summary = read.summary;
    run.text = read.text ?? run.text;
    run.annotations = [...run.annotations, ...read.annotations];
  }
  run.detailsUrl = optionalText(body, 'details_url', 'CheckRun') ?? run.detailsUrl;
  run.externalId = optionalText(body, 'external_id', 'CheckRun') ?? run.externalId;
  run.startedAt = startedAt ?? run.startedAt;
  // "Providing conclusion will automatically set the status parameter to completed."
  run.status = conclusion !== undefined ? 'completed' : (status ?? run.status);
  if (run.status === 'completed') {
    run.conclusion = conclusion ?? run.conclusion;
    run.completedAt = completedAt ?? run.completedAt ?? world.now();
  } else {
    run.conclusion = null;
    run.completedAt = null;
  }
  run.suite.updatedAt = world.now();
  run.suite.isRerequested = false;
}

function readConclusion(body: Call['body']): Conclusion | undefined {
  const text = optionalText(body, 'conclusion', 'CheckRun');
  const conclusion = conclusions.find((one) => one === text);
  if (text !== undefined && conclusion === undefined) throw invalid('CheckRun', 'conclusion');
  return conclusion;
}

function readTime(body: Readonly<Record<string, unknown>>, field: string): number | undefined {
  const text = optionalText(body, field, 'CheckRun');
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw invalid('CheckRun', field);
  return time;
}

function readOutput(output: Readonly<Record<string, unknown>>) {
  const summary = textOf(output, 'summary', 'CheckRun');
  const text = optionalText(output, 'text', 'CheckRun');
  for (const [field, value] of Object.entries({ summary, text })) {
    if (value !== undefined && value.length > longestText)
      throw invalid('CheckRun', field, 'custom', `${field} exceeds a maximum of 65535 characters`);
  }
  const annotations = optionalList(output, 'annotations', 'CheckRun') ?? [];
  if (annotations.length > mostAnnotations)
    throw new Refusal(
      422,
      'Invalid request.\n\nNo more than 50 items are allowed; too many annotations were supplied.',
    );
  return {
    title: optionalText(output, 'title', 'CheckRun'),
    summary,
    text,
    annotations: annotations.map(readAnnotation),
  };
}

function readAnnotation(value: unknown): Annotation {
  if (!isRecord(value)) throw invalid('CheckRun', 'annotations');
  const [from, to, level] = [value['start_line'], value['end_line'], textOf(value, 'annotation_level', 'CheckRun')];
  if (!['notice', 'warning', 'failure'].includes(level)) throw invalid('CheckRun', 'annotation_level');
  if (!Number.isInteger(from) || !Number.isInteger(to)) throw invalid('CheckRun', 'start_line');
  const [startLine, endLine] = [Number(from), Number(to)];
  const column = (field: string) => (typeof value[field] === 'number' ? Number(value[field]) : null);
  // "Only include this parameter if start_line and end_line have the same value."
  if (startLine !== endLine && (column('start_column') !== null || column('end_column') !== null))
    throw invalid('CheckRun', 'start_column');
  return {
    path: textOf(value, 'path', 'CheckRun'),
    start_line: startLine,
    end_line: endLine,
    start_column: column('start_column'),
    end_column: column('end_column'),
    annotation_level: level,
    title: optionalText(value, 'title', 'CheckRun') ?? null,
    message: textOf(value, 'message', 'CheckRun'),
    raw_details: optionalText(value, 'raw_details', 'CheckRun') ?? null,
  };
}
