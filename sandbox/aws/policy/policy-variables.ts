import { type Condition, type Context, textsOf } from './conditions.js';

/**
 * Puts the values of policy variables into a text: `${aws:username}`, and `${*}`, `${?}`, `${$}` for the characters
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html). Undefined where a variable has no
 * single value: the statement then does not match. The escaped `*` and `?` still act as wildcards here.
 */
export function fillVariables(text: string, context: Context): string | undefined {
  let missing = false;
  const filled = text.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    if (name === '*' || name === '?' || name === '$') return name;
    const [key = '', fallback] = name.split(',', 2).map((part) => part.trim());
    const values = context.get(key.toLowerCase()) ?? [];
    const value = values.length === 1 ? values[0] : fallback?.replace(/^'(.*)'$/, '$1');
    if (value === undefined) missing = true;
    return value ?? '';
  });
  return missing ? undefined : filled;
}

/** The same for every value of a condition. */
export function fillVariablesIn(condition: Condition, context: Context): Condition | undefined {
  const filled: Record<string, Record<string, string[]>> = {};
  for (const [operator, keys] of Object.entries(condition)) {
    const values: Record<string, string[]> = {};
    for (const [key, wanted] of Object.entries(keys)) {
      const texts = textsOf(wanted).map((text) => fillVariables(text, context));
      if (texts.includes(undefined)) return undefined;
      values[key] = texts.filter((text) => text !== undefined);
    }
    filled[operator] = values;
  }
  return filled;
}
