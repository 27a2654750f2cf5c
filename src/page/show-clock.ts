import { describeLeft } from '../render/html/instant-words.js';

const EVERY_MILLISECONDS = 30_000;

/** Beside the time left when the report was made: what is left of it by the clock of the reader's device. */
export function startClock(): void {
  const places = [...document.querySelectorAll<HTMLElement>('.clock')].map((place) => {
    return { place, end: Number(place.dataset['end']) };
  });
  if (places.length === 0) return;
  const write = (): void => {
    const now = Date.now();
    for (const { place, end } of places) {
      const text = `by your clock: ${describeLeft(end, now)}`;
      if (place.textContent !== text) place.textContent = text;
    }
  };
  write();
  setInterval(write, EVERY_MILLISECONDS);
}
