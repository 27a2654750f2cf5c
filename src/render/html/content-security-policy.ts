import { createHash } from 'node:crypto';

/**
 * Lets exactly these two texts run and style, and nothing be loaded from anywhere. The script makes no markup out of text:
 * `trusted-types` holds it to that where the browser knows it.
 * https://www.w3.org/TR/CSP3/#framework-directive-source-list , https://www.w3.org/TR/trusted-types/
 */
export function contentSecurityPolicy(script: string, style: string): string {
  return [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
