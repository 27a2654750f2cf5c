import { readYaml } from './yaml.js';

/** Far more than what any request says, however it is written; comments come on top. */
const MOST_BYTES = 16 * 1024;
/** No request. */
const NOTHING = new Uint8Array();

/**
 * What a version of a request file says, in no more bytes than that needs. A history can hold so many versions that no run
 * could hold them all as they are written, and long ones cost whoever pushes them next to nothing: git compresses them.
 *
 * @returns bytes that read as the same request; empty ones, which read as none, where it is none.
 */
export function condenseVersion(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= MOST_BYTES) return bytes;
  const { value, problems } = readYaml({ path: '', mode: '100644', oid: '', size: bytes.length, bytes });
  if (problems.length > 0) return NOTHING;
  const said = new TextEncoder().encode(writeYaml(value));
  return said.length <= MOST_BYTES ? said : NOTHING;
}

/** JSON is YAML (https://yaml.org/spec/1.2.2/#12-yaml-history); what is no ASCII is escaped, for some of it may not stand there as it is. */
function writeYaml(value: unknown): string {
  return JSON.stringify(value).replace(/[\u007f-\u{10ffff}]/gu, (character) => {
    const digits = (character.codePointAt(0) ?? 0).toString(16);
    return digits.length > 4 ? `\\U${digits.padStart(8, '0')}` : `\\u${digits.padStart(4, '0')}`;
  });
}
