import { ask, type Connection } from './connection.js';
import type { Annotation, CheckRun } from './github.js';
import { cutAtLine } from './text-limits.js';

/** https://docs.github.com/en/rest/checks/runs#create-a-check-run: 50 annotations a request, further ones by updates. */
const ANNOTATIONS_A_REQUEST = 50;
/** The same page: characters of summary and of text. */
const MAXIMUM_TEXT = 65_535;
const MAXIMUM_TITLE = 255;
/** 64 KB in GitHub's words; well below, because it counts bytes. */
const MAXIMUM_MESSAGE = 16_000;

/** Creates the check run with its verdict at once; annotations past the first 50 are added to it. */
export async function publishCheck(connection: Connection, check: CheckRun): Promise<void> {
  const [first = [], ...further] = batches(check.annotations);
  const { data } = await ask<{ id: number }>(connection, 'POST /repos/{owner}/{repo}/check-runs', {
    name: check.name,
    head_sha: check.headSha,
    status: 'completed',
    conclusion: check.conclusion,
    external_id: check.digest,
    output: toOutput(check, first),
  });
  for (const annotations of further) {
    await ask(connection, 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
      check_run_id: data.id,
      output: toOutput(check, annotations),
    });
  }
}

function toOutput(check: CheckRun, annotations: readonly Annotation[]): Record<string, unknown> {
  return {
    title: cutAtLine(check.title, MAXIMUM_TITLE),
    summary: cutAtLine(check.summary, MAXIMUM_TEXT),
    ...(check.text === undefined ? {} : { text: cutAtLine(check.text, MAXIMUM_TEXT) }),
    annotations: annotations.map((annotation) => ({
      path: annotation.path,
      start_line: annotation.line,
      end_line: annotation.line,
      annotation_level: annotation.level,
      title: cutAtLine(annotation.title, MAXIMUM_TITLE),
      message: cutAtLine(annotation.message, MAXIMUM_MESSAGE),
    })),
  };
}

function batches(annotations: readonly Annotation[]): Annotation[][] {
  const all: Annotation[][] = [];
  for (let start = 0; start < annotations.length; start += ANNOTATIONS_A_REQUEST) {
    all.push(annotations.slice(start, start + ANNOTATIONS_A_REQUEST));
  }
  return all;
}
