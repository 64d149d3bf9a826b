import * as z from "zod";
import { isSignedBy, type SigningKey, type TrustedKeys } from "./signing-key.ts";

/** What a statement is about: the chain up to a number, or what retention has cut off before it. */
export type StatementKind = "checkpoint" | "cut";

const HeaderSchema = z.object({ alg: z.literal("EdDSA"), kid: z.string(), typ: z.string() });

const ContentSchema = z.object({
  /** The last record that it speaks for. */
  seq: z.string().regex(/^\d{1,19}$/),
  /** The chain's hash at that record, hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** When it was signed, RFC 3339. */
  at: z.string(),
  /** All transactions with lower numbers were sealed by then. */
  settled: z.string().regex(/^\d{1,20}$/),
  /** When an operator last accepted a state that was not what had been signed; absent where nobody had to. */
  accepted: z.iso.datetime().optional(),
});

/** What a statement says. */
export type StatementContent = z.output<typeof ContentSchema>;

export type ReadStatement =
  | { readonly content: StatementContent; readonly fault: null }
  | { readonly content: null; readonly fault: string };

const LONGEST = 2_000;

/** Signs a statement: a compact JWS (RFC 7515) with EdDSA, which any JOSE library can check. */
export function writeStatement(key: SigningKey, kind: StatementKind, content: StatementContent): string {
  const header = { alg: "EdDSA", kid: key.keyId, typ: typeOf(kind) };
  const signed = `${encode(header)}.${encode(content)}`;
  return `${signed}.${key.sign(signed).toString("base64url")}`;
}

/** Reads a statement, and says what is wrong with it where it is not signed by a key that counts. */
export function readStatement(keys: TrustedKeys, kind: StatementKind, text: string): ReadStatement {
  const [head = "", body = "", signature = "", ...more] = text.length > LONGEST ? [] : text.split(".");
  const header = HeaderSchema.safeParse(decode(head)).data;
  const content = ContentSchema.safeParse(decode(body)).data;
  if (!header || !content || more.length > 0 || header.typ !== typeOf(kind)) {
    return { content: null, fault: `it is no ${kind} of an audit chain` };
  }
  const key = keys.get(header.kid);
  if (!key)
    return {
      content: null,
      fault: `it is signed by the key ${shortKeyId(header.kid)}, which is not trusted`,
    };
  if (!isSignedBy(key, `${head}.${body}`, Buffer.from(signature, "base64url"))) {
    return { content: null, fault: "its signature does not fit" };
  }
  return { content, fault: null };
}

/** Whether the text has the form of a statement of the kind; neither signature nor content is checked. */
export function isStatement(kind: StatementKind, text: string): boolean {
  return HeaderSchema.safeParse(decode(text.split(".")[0] ?? "")).data?.typ === typeOf(kind);
}

/** What a statement says, without a look at its signature; null where it is none. */
export function contentOf(text: string): StatementContent | null {
  return ContentSchema.safeParse(decode(text.split(".")[1] ?? "")).data ?? null;
}

function typeOf(kind: StatementKind): string {
  return `kubecent-audit-${kind}`;
}

function shortKeyId(keyId: string): string {
  return keyId.replaceAll(/[^0-9a-f]/g, "?").slice(0, 16);
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString());
  } catch {
    return undefined;
  }
}
