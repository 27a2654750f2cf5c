import type { Spoil } from './made-report.js';

/** What strangers write into any place that they can write into. */
export const PIECES: readonly string[] = [
  '<script>globalThis.broken = 1</script>',
  '</script><script>globalThis.broken = 1</script><img src=x onerror="globalThis.broken = 1">',
  '--><!--<script>',
  ']]>"\'`><svg onload=alert(1)>',
  '<iframe src="https://evil.test"></iframe><base href="https://evil.test"><link rel=stylesheet href="//evil.test">',
  'javascript:alert(1)',
  '\u202egnp.exe\u2066\u200b\u0000\u0007\ud800\u2028\u2029',
  '=HYPERLINK("https://evil.test")',
  'x'.repeat(400),
  '__proto__ constructor toString',
  'שלום عربى',
];

/** Every text has one of them at its end, or is nothing else. */
export const spoil: Spoil = (text, index) => {
  const piece = PIECES[index % PIECES.length] ?? '';
  return index % 2 === 0 ? `${text} ${piece}` : `${piece}${text}`;
};
