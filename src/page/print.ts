/**
 * Calls before and after the page is put on paper. Some browsers tell it by events, some by the medium, most by both.
 * https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#printing
 */
export function onPrint(before: () => void, after: () => void): void {
  let printing = false;
  const change = (to: boolean): void => {
    if (to === printing) return;
    printing = to;
    if (to) before();
    else after();
  };
  window.addEventListener('beforeprint', () => change(true));
  window.addEventListener('afterprint', () => change(false));
  window.matchMedia('print').addEventListener('change', ({ matches }) => change(matches));
}

/** On paper nothing can be unfolded, so all of it is. */
export function unfoldForPrint(): void {
  let folded: readonly HTMLDetailsElement[] = [];
  onPrint(
    () => {
      folded = [...document.querySelectorAll('details')].filter((details) => !details.open);
      for (const details of folded) details.open = true;
    },
    () => {
      for (const details of folded) details.open = false;
    },
  );
}
