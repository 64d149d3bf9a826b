/** A form that secrets have. */
interface SecretRule {
  readonly name: string;
  readonly pattern: RegExp;
}

const RULES: readonly SecretRule[] = [
  { name: "private key", pattern: /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+[A-Za-z0-9+/=]{16,}/g },
  { name: "KubeCent token", pattern: /\bkcs?_[A-Za-z0-9_-]{43}\b/g },
  { name: "JSON Web Token", pattern: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{16,}/g },
  { name: "AWS key", pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g },
  { name: "GitHub token", pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60,})\b/g },
  { name: "npm token", pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { name: "Slack token", pattern: /\bxox[abposr]-[A-Za-z0-9-]{20,}/g },
  { name: "Google key", pattern: /\bAIza[A-Za-z0-9_-]{35}\b/g },
  { name: "registry credential", pattern: /:_(?:authToken|auth|password)\s*=\s*[^\s$]{8,}/g },
  {
    name: "password in an address",
    pattern: /\b[a-z][a-z0-9+]*:\/\/[^\s:/@"'`]{1,60}:([^\s/@"'`]{3,80})@[a-z0-9.-]+/gi,
  },
  {
    name: "assigned secret",
    pattern:
      /\b\w*(?:secret|password|passwd|api_?key|token)["']?\s*[:=]\s*["'`]([A-Za-z0-9+/=_-]{24,})["'`]/gi,
  },
];

/** What stands for a secret in examples and tests: nobody would take it for one. */
const PLACEHOLDER = /^(?:password|passw0rd|pass|secret|hunter2|p|x+|\.+|…|pw)$|example|canary|\$\{|\{\{/i;
/** Written at the end of a line that looks like a secret and is none; with the reason. */
const EXEMPTION = /not a secret: \w+/;
const LEAST_ENTROPY_BITS = 3.5;

/** Places in a file's text that look like a secret, as `path:line: what`; never the secret itself. */
export function secretFaults(path: string, text: string): string[] {
  return RULES.flatMap(({ name, pattern }) =>
    [...text.matchAll(pattern)]
      .filter(([whole, captured = whole]) => isLikely(name, captured))
      .filter(({ index }) => !EXEMPTION.test(lineAt(text, index)))
      .map(({ index }) => `${path}:${lineNumber(text, index)}: ${name}`),
  );
}

function isLikely(rule: string, value: string): boolean {
  if (PLACEHOLDER.test(value)) return false;
  if (rule !== "assigned secret") return true;
  return isRandomLooking(value) && entropyBits(value) >= LEAST_ENTROPY_BITS;
}

/** Words and dashes are not: what is made at random is hex, or has letters of both cases and digits. */
function isRandomLooking(value: string): boolean {
  return /^[0-9a-f]{32,}$/.test(value) || [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(value));
}

/** Bits a character: words have about 3, random base64 has 4 and more at these lengths. */
function entropyBits(text: string): number {
  const counts = Map.groupBy(text, (character) => character).values();
  return [...counts].reduce((bits, { length }) => {
    const share = length / text.length;
    return bits - share * Math.log2(share);
  }, 0);
}

function lineNumber(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

function lineAt(text: string, index: number): string {
  return text.slice(text.lastIndexOf("\n", index) + 1).split("\n", 1)[0] ?? "";
}
