/**
 * Whether an action pattern matches an action: `*` is any text, `?` any character, and case does not matter
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html). Linear in both, unlike a
 * regular expression made of a pattern with many stars.
 */
export function matchesAction(pattern: string, action: string): boolean {
  const text = action.toLowerCase();
  // Where in the text the pattern, as far as it was read, can have ended.
  let ends = [0];
  for (const character of pattern.toLowerCase()) {
    const [first] = ends;
    if (first === undefined) return false;
    if (character === '*') {
      ends = Array.from({ length: text.length - first + 1 }, (_, offset) => first + offset);
    } else {
      ends = ends
        .filter((end) => end < text.length && (character === '?' || text[end] === character))
        .map((end) => end + 1);
    }
  }
  return ends.includes(text.length);
}
