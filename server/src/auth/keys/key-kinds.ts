const SIGNING_ALGORITHM = /^([RP]S(256|384|512)|ES(256|384|512)|EdDSA|HS\d{3}|none)$/;

/** What a key in JSON says of its kind and its purpose (RFC 7517). */
export interface KeyKind {
  readonly kty?: string | undefined;
  readonly crv?: string | undefined;
  readonly alg?: string | undefined;
  readonly use?: string | undefined;
  readonly key_ops?: readonly string[] | undefined;
}

/** RFC 7517: `use` and `key_ops` may both be given, and must agree. */
export function isForVerifying({ use, key_ops }: KeyKind): boolean {
  return (use === undefined || use === "sig") && (key_ops === undefined || key_ops.includes("verify"));
}

/** Whether a key may serve an algorithm: its own where it names one, else one of its kind. */
export function serves({ kty, crv, alg }: KeyKind, algorithm: string): boolean {
  return (alg === undefined || alg === algorithm) && kindOf(algorithm, crv) === kty;
}

const CURVES: Readonly<Record<string, string>> = {
  ES256: "P-256",
  ES384: "P-384",
  ES512: "P-521",
  EdDSA: "Ed25519",
};

function kindOf(algorithm: string, crv: string | undefined): string | undefined {
  if (/^[RP]S\d{3}$/.test(algorithm)) return "RSA";
  const curve = CURVES[algorithm];
  if (curve === undefined || curve !== crv) return undefined;
  return algorithm === "EdDSA" ? "OKP" : "EC";
}

/** Whether a key names an algorithm that keys of its kind cannot serve. */
export function isOfAnotherKind({ kty, crv, alg }: KeyKind): boolean {
  if (alg === undefined || !SIGNING_ALGORITHM.test(alg)) return false;
  // There are curves for EdDSA that we do not serve: such a key is not wrong.
  return alg === "EdDSA" ? kty !== "OKP" : kindOf(alg, crv) !== kty;
}
