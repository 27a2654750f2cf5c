import { formatCount } from '../render/html/count-words.js';
import { element } from './element.js';

/** Previous, next, and all at once. The buttons stay the same elements, so that the focus stays where it is. */
export class PageButtons {
  readonly #place: HTMLElement;
  readonly #previous = element('button', { type: 'button' }, 'Previous');
  readonly #where = element('span', {});
  readonly #next = element('button', { type: 'button' }, 'Next');
  readonly #all = element('button', { type: 'button' });
  #page = 1;
  #count = 1;

  /** @param turn is called with the page that is wanted; 0: all of them. */
  constructor(place: HTMLElement, turn: (page: number) => void) {
    this.#place = place;
    this.#previous.addEventListener('click', () => {
      if (this.#page > 1) turn(this.#page - 1);
    });
    this.#next.addEventListener('click', () => {
      if (this.#page < this.#count) turn(this.#page + 1);
    });
    this.#all.addEventListener('click', () => turn(this.#page === 0 ? 1 : 0));
    place.replaceChildren(this.#previous, this.#where, this.#next, this.#all);
  }

  show(page: number, count: number, rows: number): void {
    this.#page = page;
    this.#count = count;
    this.#place.hidden = count === 1;
    const paged = page > 0;
    for (const button of [this.#previous, this.#next]) button.hidden = !paged;
    // A disabled button would lose the focus.
    this.#previous.setAttribute('aria-disabled', String(page <= 1));
    this.#next.setAttribute('aria-disabled', String(page >= count));
    this.#where.textContent = paged
      ? `Page ${formatCount(page)} of ${formatCount(count)}`
      : `All ${formatCount(rows)} on one page`;
    this.#all.textContent = paged ? `Show all ${formatCount(rows)}` : 'Show in pages';
  }
}
