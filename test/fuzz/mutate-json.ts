import fc from 'fast-check';

type Path = readonly string[];
type Entry = readonly [string, unknown];

interface Change {
  readonly at: number;
  readonly how: 'replace' | 'remove' | 'rename' | 'wrap' | 'repeat';
  readonly key: string;
  readonly odd: unknown;
}

const ODD: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e308, 2 ** 53, '', [], {}, [null], [[]], '\u0000', '../x'),
  fc.constantFrom<unknown>(
    'x'.repeat(5_000),
    { toString: 1 },
    { length: -1 },
    [{}],
    { id: null },
    '😀\ud800',
    '1',
    'a b',
  ),
  fc.constant(nest(200)),
  fc.jsonValue({ maxDepth: 2 }),
);

function nest(depth: number): unknown {
  return depth === 0 ? 1 : depth % 2 === 0 ? [nest(depth - 1)] : { a: nest(depth - 1) };
}

/** A value of JSON with one to three of its parts replaced, taken out, called otherwise, wrapped or repeated. */
export function mutatedJson(values: fc.Arbitrary<unknown>, keys: readonly string[] = []): fc.Arbitrary<unknown> {
  const change: fc.Arbitrary<Change> = fc.record({
    at: fc.nat({ max: 1_000_000 }),
    how: fc.constantFrom('replace', 'replace', 'remove', 'rename', 'wrap', 'repeat'),
    key: fc.constantFrom('__proto__', 'constructor', 'toJSON', 'length', '', 'x', ...keys),
    odd: ODD,
  });
  return fc.tuple(values, fc.array(change, { maxLength: 3 })).map(([value, changes]) => changes.reduce(mutate, value));
}

function mutate(value: unknown, { at, how, key, odd }: Change): unknown {
  const places = placesOf(value, []);
  return rebuild(value, places[at % places.length] ?? [], ([name, part]) => {
    switch (how) {
      case 'replace':
        return [[name, odd]];
      case 'remove':
        return [];
      case 'rename':
        return [[key, part]];
      case 'wrap':
        return [[name, at % 2 === 0 ? [part] : Object.fromEntries([[key, part]])]];
      case 'repeat':
        return [
          [name, part],
          [key, part],
        ];
    }
  });
}

function placesOf(value: unknown, path: Path): Path[] {
  if (typeof value !== 'object' || value === null || path.length > 20) return [path];
  return [path, ...Object.entries(value).flatMap(([key, part]) => placesOf(part, [...path, key]))];
}

function rebuild(value: unknown, [first, ...rest]: Path, alter: (entry: Entry) => readonly Entry[]): unknown {
  if (first === undefined) return alter(['', value])[0]?.[1] ?? null;
  const entries = Object.entries(Object(value)).flatMap((entry): readonly Entry[] => {
    if (entry[0] !== first) return [entry];
    return rest.length === 0 ? alter(entry) : [[entry[0], rebuild(entry[1], rest, alter)]];
  });
  // `fromEntries` makes `__proto__` a key like any other.
  return Array.isArray(value) ? entries.map(([, part]) => part) : Object.fromEntries(entries);
}
