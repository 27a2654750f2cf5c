import type { PageLink } from '../render/html/page-data.js';

type Attributes = Readonly<Record<string, string>>;

/** Texts become text nodes: no markup is ever made of them. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function svgElement<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes,
  ...children: readonly (Node | string)[]
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Hostile text, in an element of its own: what is written from right to left in it moves nothing beside it. */
export function named(text: string): HTMLElement {
  return element('bdi', {}, text);
}

export function code(text: string): HTMLElement {
  return element('code', {}, text);
}

export function link({ text, address }: PageLink): HTMLElement {
  return address === null ? code(text) : element('a', { href: address, rel: 'noreferrer noopener' }, text);
}

/**
 * The element of the page with that id.
 *
 * @throws Error where there is none of that kind: the page and its script are not of one build.
 */
export function find<Kind extends Element>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`the page has no ${id}`);
}
