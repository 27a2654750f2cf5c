import { expect, test } from '@jest/globals';
import { readPageAssets } from '../../src/cli/page-assets.js';
import { refuseUnfitAssets } from '../../src/render/html/page-assets.js';

test('the built script and style can stand in the page, and ask nobody for anything', async () => {
  const assets = await readPageAssets();
  expect(() => refuseUnfitAssets(assets)).not.toThrow();
  expect(assets.script).toContain('"use strict"');
  expect(assets.script).not.toMatch(
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|fetch\(|XMLHttpRequest|eval\(|import\(/,
  );
  expect(assets.style).not.toMatch(/url\(|@import/);
});
