/**
 * What is compared of an answer: `outcome` is its status and the error's code, such as `404 NoSuchEntityException`;
 * `shape` has the type at every place of the result, such as `User.CreateDate` → `date`.
 */
export interface Answer {
  readonly outcome: string;
  readonly shape: ReadonlyMap<string, string>;
}

/** What the SDK made of an answer, or of a refusal. Throws what is neither. */
export async function answerOf(sending: Promise<object>): Promise<Answer> {
  const shape = new Map<string, string>();
  let result: object;
  try {
    result = await sending;
  } catch (error) {
    if (!(error instanceof Error) || !('$metadata' in error)) throw error;
    return { outcome: `${statusOf(error)} ${error.name}`, shape };
  }
  for (const [key, value] of Object.entries(result)) if (key !== '$metadata') addShape(shape, key, value);
  return { outcome: statusOf(result), shape };
}

function statusOf(told: object): string {
  const metadata: unknown = '$metadata' in told ? told.$metadata : undefined;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return 'no status';
  return String(metadata.httpStatusCode);
}

// What the SDK leaves undefined was not in the answer.
function addShape(shape: Map<string, string>, place: string, value: unknown): void {
  if (value === undefined) return;
  if (Array.isArray(value)) {
    shape.set(place, 'list');
    for (const member of value) addShape(shape, `${place}[]`, member);
  } else if (value instanceof Date) {
    shape.set(place, 'date');
  } else if (typeof value === 'object' && value !== null) {
    shape.set(place, 'structure');
    for (const [key, member] of Object.entries(value)) addShape(shape, `${place}.${key}`, member);
  } else {
    shape.set(place, typeof value === 'string' ? formOf(value) : formOfOther(value));
  }
}

// Forms of text that mean something to who reads them, so that one may not stand for another.
function formOf(text: string): string {
  if (text.startsWith('arn:')) return 'arn';
  if (text.startsWith('%7B')) return 'encoded document';
  return 'string';
}

// Whether there is more is the one value that has to be the same.
function formOfOther(value: unknown): string {
  return typeof value === 'boolean' ? String(value) : typeof value;
}

/**
 * The outermost places where they differ, each as `place: moto's | the sandbox's`. Where the outcomes differ that is
 * all: a result is not compared with a refusal.
 */
export function differencesOf(moto: Answer, sandbox: Answer): string[] {
  if (moto.outcome !== sandbox.outcome) return [`outcome: ${moto.outcome} | ${sandbox.outcome}`];
  const found = new Map<string, string>();
  for (const place of [...new Set([...moto.shape.keys(), ...sandbox.shape.keys()])].sort()) {
    const [one = 'nothing', other = 'nothing'] = [moto.shape.get(place), sandbox.shape.get(place)];
    const isInside = [...found.keys()].some((outer) => place.startsWith(`${outer}.`) || place.startsWith(`${outer}[`));
    if (one !== other && !isInside) found.set(place, `${place}: ${one} | ${other}`);
  }
  return [...found.values()];
}
