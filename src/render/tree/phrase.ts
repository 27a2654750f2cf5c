/**
 * One piece of a phrase. `ours` is written in this code and holds no syntax of any medium; `text` and `name` may be
 * hostile, and each medium neutralises them; a name is set off as code where that can be. `url` is GitHub's own.
 */
export type Part =
  | { readonly ours: string }
  | { readonly text: string }
  | { readonly name: string }
  | { readonly label: string; readonly url: string };

export type Phrase = readonly Part[];

/** Builds a phrase: the words between the values are ours, a plain string among the values is hostile text. */
export function say(words: TemplateStringsArray, ...values: readonly (string | Part | Phrase)[]): Phrase {
  const parts: Part[] = [];
  for (const [index, ours] of words.entries()) {
    if (ours !== '') parts.push({ ours });
    const value = values[index];
    if (value === undefined) continue;
    if (typeof value === 'string') parts.push({ text: value });
    else if ('length' in value) parts.push(...value);
    else parts.push(value);
  }
  return parts;
}

/** A path, a login, a role: shown as it is written. */
export function name(text: string): Part {
  return { name: text };
}

/** A number, or words of ours that depend on something. */
export function ours(words: string | number): Part {
  return { ours: typeof words === 'number' ? words.toLocaleString('en-US') : words };
}

/** `a, b or c` */
export function nameEach(texts: readonly string[], last: 'and' | 'or'): Phrase {
  return texts.flatMap((text, index): Part[] => {
    if (index === 0) return [name(text)];
    return [ours(index === texts.length - 1 ? ` ${last} ` : ', '), name(text)];
  });
}

/** The phrase as text of no medium: its hostile parts are as they came. */
export function phraseText(phrase: Phrase): string {
  return phrase
    .map((part) => {
      if ('ours' in part) return part.ours;
      if ('text' in part) return part.text;
      return 'name' in part ? part.name : `${part.label} (${part.url})`;
    })
    .join('');
}
