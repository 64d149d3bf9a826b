import { constants, KeyObject, sign } from "node:crypto";
import type { SigningKey } from "./fake-issuer.ts";

/** Parts of a token as text; what is signed is exactly what is sent. */
export interface RawToken {
  readonly header: string;
  readonly payload: string;
}

/** How bytes are signed: a way that an algorithm's name stands for, or another one. */
export type Sign = (bytes: Buffer, key: KeyObject) => Buffer;

/** Encodes a text as it is, or JSON. */
export function encode(value: unknown): string {
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
}

/** Signs the two parts with a key of the issuer's, in a way of the test's choice. */
export function signedRaw(key: SigningKey, { header, payload }: RawToken, how: Sign = howOf(key)): string {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${how(Buffer.from(signed), KeyObject.from(key.privateKey)).toString("base64url")}`;
}

/** The way that the key's algorithm stands for. */
export function howOf({ algorithm }: SigningKey): Sign {
  if (algorithm === "RS256") return (bytes, key) => sign("sha256", bytes, key);
  if (algorithm === "PS256") return pss(32);
  if (algorithm === "ES256") return ecdsa("ieee-p1363");
  return (bytes, key) => sign(null, bytes, key);
}

/** RSASSA-PSS with another length of the salt, or another hash. */
export function pss(saltLength: number, hash = "sha256"): Sign {
  return (bytes, key) => sign(hash, bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });
}

/** ECDSA, its two numbers one after the other or in DER. */
export function ecdsa(dsaEncoding: "ieee-p1363" | "der", hash = "sha256"): Sign {
  return (bytes, key) => sign(hash, bytes, { key, dsaEncoding });
}

/** Changes a signature after it was made. */
export function changed(how: Sign, change: (signature: Buffer) => Buffer): Sign {
  return (bytes, key) => change(how(bytes, key));
}
