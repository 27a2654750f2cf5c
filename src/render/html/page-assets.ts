/** What stands in the page beside its data: built out of src/page. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/**
 * Both stand in their elements as they are, and what ends the element would end them; the parser changes a carriage return
 * and a NUL, which would change the hash.
 *
 * @throws Error where they cannot stand there.
 */
export function refuseUnfitAssets({ script, style }: PageAssets): void {
  if (/<\/script|<!--|\r|\0/i.test(script)) throw new Error('the script of the page cannot stand in a script element');
  if (/<\/style|<!--|\r|\0/i.test(style)) throw new Error('the style of the page cannot stand in a style element');
}
