/**
 * Strict UTF-8, the byte order mark kept: a lossy decoding would show reviewers another text than the bytes hold. null where
 * the bytes are none, or are not to be had.
 */
export function decodeUtf8(bytes: Uint8Array | null): string | null {
  if (bytes === null) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
