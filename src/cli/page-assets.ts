import { readFile } from 'node:fs/promises';
import type { PageAssets } from '../render/html/page-assets.js';

/** From dist/cli.js; from dist/chunks, where the bundler puts what is imported late; from the sources. */
const ROOTS = ['../', '../../'];

/**
 * What `npm run build` made out of src/page.
 *
 * @throws Error where it is not there, which is a broken installation.
 */
export async function readPageAssets(): Promise<PageAssets> {
  const [script, style] = await Promise.all([readBuilt('script.js'), readBuilt('style.css')]);
  return { script, style };
}

async function readBuilt(name: string): Promise<string> {
  let cause: unknown;
  for (const root of ROOTS) {
    try {
      return await readFile(new URL(`${root}dist/page/${name}`, import.meta.url), 'utf8');
    } catch (error) {
      cause = error;
    }
  }
  throw new Error(`dist/page/${name} is not there: install the package again, or run \`npm run build\``, { cause });
}
