/** What licenses.js is, for its test. */
import type { Metafile } from 'esbuild';

export interface Bundled {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly texts: readonly string[];
}

export const ALLOWED: ReadonlySet<string>;
export function findLicenseFault(license: unknown): string | null;
export function listBundled(metafile: Metafile, root: string): Bundled[];
export function renderLicenses(packages: readonly Bundled[]): string;
