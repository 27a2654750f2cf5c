/**
 * Links to the parts of the page move there and leave the address alone: its fragment holds what the reader has chosen to see.
 */
export function moveWithoutFragment(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a.skip, nav a[href^="#"]')) {
    link.addEventListener('click', (event) => {
      const target = document.getElementById(link.hash.slice(1));
      if (target === null) return;
      event.preventDefault();
      moveTo(target);
    });
  }
}

/** Moves the reader and the focus. The target has a tabindex. */
export function moveTo(target: HTMLElement): void {
  target.focus({ preventScroll: true });
  target.scrollIntoView();
}
