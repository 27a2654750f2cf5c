/** What Lapse is entrusted with in a test, by what it is. */
export type Secrets = ReadonlyMap<string, string>;

/** Forms of which any is a secret, whoever was given it: tokens of GitHub and AWS, and what is made with them. */
const FORMS: Readonly<Record<string, RegExp>> = {
  'a token of GitHub': /gh[psoru]_[A-Za-z0-9]{16,}/,
  // `ghs_` and `ghp_` from each of three places, and what git is told in a header.
  'a token of GitHub in base64': /(?:Z2hzX|doc1|naHNf|Z2hwX|docF|naHBf|eC1hY2Nlc3MtdG9rZW46)[A-Za-z0-9+/]{16,}/,
  'a token that is signed': /eyJ[\w-]{8,}\.eyJ[\w-]{8,}/,
  'a key of AWS': /\b(?:ASIA|AKIA)[A-Z0-9]{8,}/,
  'a session token of AWS': /[A-Za-z0-9+/]{120,}={0,2}/,
  'a signature of AWS': /AWS4-HMAC-SHA256 Credential|Signature=[0-9a-f]{32}/,
  'a header with credentials': /\b[Aa]uthorization"?: *"?(?:[Bb]earer|[Bb]asic|[Tt]oken) +[^\s[]/,
  'a signature of a webhook': /sha(?:1|256)=[0-9a-f]{16}/,
  'a private key': /-----BEGIN [A-Z ]*PRIVATE KEY-----\s*\S{16}/,
};

/** Every way in which a text may hold one: as it is, in base64 wherever it begins, in URLs and in JSON. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // Of three places to begin at, base64 has three forms, whose ends hang on what stands beside it.
  const encoded = [0, 1, 2].map((shift) => {
    const shifted = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    return shifted.slice(shift === 0 ? 0 : shift + 1, -1);
  });
  const plain = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), bytes.toString('hex')];
  return [...new Set([...plain, ...encoded, ...encoded.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))])];
}

/** A key has many lines, and each of them is one too much. */
function partsOf(secret: string): string[] {
  const lines = secret.split('\n').filter((line) => line.length > 20 && !line.startsWith('-----'));
  return secret.includes('\n') ? lines : [secret];
}

/** As whoever is shown the page or the terminal reads it: Lapse writes signs that mean something there as entities and escapes. */
function unescaped(text: string): string {
  return text
    .replace(/&#(\d{1,6});/g, (_all, code: string) => String.fromCodePoint(Number(code)))
    .replace(/\\u\{([0-9a-f]{1,5})\}/gi, (_all, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));
}

/**
 * What stands in a text that nobody may see there. GitHub's runner takes `::add-mask::` for itself and shows no such line.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#masking-a-value-in-a-log
 */
export function findSecrets(text: string, secrets: Secrets): string[] {
  const written = text.replace(/^::add-mask::.*$/gm, '');
  const shown = `${written}\n${unescaped(written)}`;
  const found = Object.entries(FORMS).flatMap(([what, form]) => (form.test(shown) ? [what] : []));
  for (const [what, secret] of secrets) {
    const isThere = partsOf(secret).some((part) => formsOf(part).some((form) => shown.includes(form)));
    if (isThere) found.push(what);
  }
  return found;
}
