import { constructFromEvents, EVENT_ID, type Event, JSON_SCHEMA, parseEvents, YAMLException } from 'js-yaml';
import { checkSourceFile } from './check-source-file.js';
import { decodeText } from './decode-text.js';
import { fileProblem, MAXIMUM_PROBLEMS, type ReadResult } from './fault.js';
import { lineStarts, NOWHERE, positionAt } from './position.js';
import type { Problem } from './problem.js';
import type { SourceFile } from './source-file.js';
import { type NotationFault, walkEvents } from './yaml-events.js';

/** Deeper than any file of ours; a limit on what hostile nesting can cost. */
const MAXIMUM_DEPTH = 16;

/**
 * Reads one YAML 1.2 document with JSON's scalars (https://yaml.org/spec/1.2.2/#102-json-schema): no anchors, aliases,
 * tags, directives, duplicate keys or second documents. Never throws, whatever the bytes. The value is null where there
 * is any problem: a file is not used in part before its notation is clear.
 */
export function readYaml(file: SourceFile): ReadResult<unknown> {
  const refused = checkSourceFile(file);
  if (refused.length > 0 || file.bytes === null) return { value: null, problems: refused, positions: NOWHERE };
  const decoded = decodeText(file.path, file.bytes);
  if (decoded.text === null) return { value: null, problems: [decoded.problem], positions: NOWHERE };
  return parse(file.path, decoded.text);
}

function parse(path: string, text: string): ReadResult<unknown> {
  const starts = lineStarts(text);
  const toProblem = ({ offset, rule, message, cure }: NotationFault): Problem => {
    const { line, column } = positionAt(starts, Math.min(Math.max(0, offset), text.length));
    return { rule, severity: 'error', path, line, column, message, cure };
  };
  const fail = (faults: readonly NotationFault[]): ReadResult<unknown> => {
    return { value: null, problems: faults.slice(0, MAXIMUM_PROBLEMS).map(toProblem), positions: NOWHERE };
  };

  try {
    const events = parseEvents(text, { maxDepth: MAXIMUM_DEPTH });
    const stream = checkStream(path, text, events);
    if (stream !== null)
      return 'offset' in stream ? fail([stream]) : { value: null, problems: [stream], positions: NOWHERE };
    const { positions, faults } = walkEvents(text, events);
    if (faults.length > 0) return fail(faults);
    // js-yaml defines `__proto__` as an own property, so such keys end as unknown keys and never as a prototype.
    const [value] = constructFromEvents(events, { source: text, schema: JSON_SCHEMA, maxAliases: 0 });
    return { value, problems: [], positions };
  } catch (thrown) {
    return fail([toNotationFault(thrown)]);
  }
}

/** What stands in the stream besides one document with something in it. */
function checkStream(path: string, text: string, events: readonly Event[]): NotationFault | Problem | null {
  const documents = events.filter((event) => event.type === EVENT_ID.DOCUMENT);
  const nodes = events.filter((event) => event.type !== EVENT_ID.DOCUMENT && event.type !== EVENT_ID.POP);
  if (documents.length > 1) {
    const message = 'There are two YAML documents in the file.';
    const cure = 'Keep one, and put the other in a file of its own.';
    return { rule: 'two-documents', offset: offsetOfSecondDocument(text), message, cure };
  }
  if (documents.some((document) => document.directives.length > 0)) {
    const message = 'There is a YAML directive.';
    return {
      rule: 'yaml',
      offset: Math.max(0, text.search(/^%/m)),
      message,
      cure: 'Remove the line that begins with %.',
    };
  }
  const only = nodes.length === 1 ? nodes[0] : undefined;
  if (nodes.length === 0 || (only?.type === EVENT_ID.SCALAR && only.valueStart < 0)) {
    return fileProblem(path, 'empty', 'There is nothing in the file but comments.', 'Write its content, or remove it.');
  }
  return null;
}

function offsetOfSecondDocument(text: string): number {
  const markers = [...text.matchAll(/^(?:---|\.\.\.)(?=\s|$)/gm)].filter((marker) => marker[0] === '---');
  const first = markers[0];
  // With something before it, the first `---` already begins the second document.
  const isSecond = first !== undefined && /^[^#%\s]/m.test(text.slice(0, first.index));
  return (isSecond ? first : markers[1])?.index ?? 0;
}

function toNotationFault(thrown: unknown): NotationFault {
  if (!(thrown instanceof YAMLException)) {
    return { rule: 'yaml', offset: 0, message: 'The file cannot be read as YAML.', cure: 'Write it anew as YAML 1.2.' };
  }
  const offset = thrown.mark?.position ?? 0;
  // It quotes as much of the file as stands there.
  const reason = thrown.reason.length > 120 ? `${thrown.reason.slice(0, 120)}…` : thrown.reason;
  if (reason === 'duplicated mapping key') {
    return { rule: 'duplicate-key', offset, message: 'A key stands here a second time.', cure: 'Keep one of the two.' };
  }
  if (reason.startsWith('nesting exceeded')) {
    const message = `The file is nested more than ${MAXIMUM_DEPTH} levels deep.`;
    return { rule: 'yaml', offset, message, cure: 'Write it flatter.' };
  }
  // Of a tag handle that nobody declared, the parser says so before there is an event.
  if (/\btag\b/.test(reason)) {
    return { rule: 'tag', offset, message: `There is a YAML tag: ${reason}.`, cure: 'Remove the tag.' };
  }
  return {
    rule: 'yaml',
    offset,
    message: `This is no YAML: ${reason}.`,
    cure: 'Mend the notation here or on the line before.',
  };
}
