import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { expect, test } from "vitest";
import { readSigningKey, trustedKeys } from "../../../server/src/audit/signing-key.ts";
import { readStatement, writeStatement } from "../../../server/src/audit/statement.ts";

const KEY = readSigningKey(Buffer.alloc(32, "a"));
const KEYS = trustedKeys(KEY, "");
const CONTENT = { seq: "7", hash: "ab".repeat(32), at: "2026-11-16T00:00:00.000Z", settled: "99" };
const STATEMENT = writeStatement(KEY, "checkpoint", CONTENT);
const [HEAD = "", BODY = "", SIGNATURE = ""] = STATEMENT.split(".");

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

test("a statement says what was signed", () => {
  expect(readStatement(KEYS, "checkpoint", STATEMENT)).toEqual({ content: CONTENT, fault: null });
});

test("others can verify it as a JWS with the public key alone", () => {
  const key = createPublicKey(KEY.publicPem);

  expect(JSON.parse(Buffer.from(HEAD, "base64url").toString())).toMatchObject({
    alg: "EdDSA",
    kid: KEY.keyId,
  });
  expect(verify(null, Buffer.from(`${HEAD}.${BODY}`), key, Buffer.from(SIGNATURE, "base64url"))).toBe(true);
});

test.each([
  {
    name: "another number",
    text: `${HEAD}.${encode({ ...CONTENT, seq: "8" })}.${SIGNATURE}`,
    fault: "signature",
  },
  { name: "no signature", text: `${HEAD}.${BODY}.`, fault: "signature" },
  {
    name: "alg none",
    text: `${encode({ alg: "none", kid: KEY.keyId, typ: "x" })}.${BODY}.`,
    fault: "no checkpoint",
  },
  { name: "a cut", text: writeStatement(KEY, "cut", CONTENT), fault: "no checkpoint" },
  {
    name: "another key",
    text: writeStatement(readSigningKey(Buffer.alloc(32, "b")), "checkpoint", CONTENT),
    fault: "not trusted",
  },
  { name: "four parts", text: `${STATEMENT}.x`, fault: "no checkpoint" },
  { name: "nothing", text: "", fault: "no checkpoint" },
  { name: "too much", text: "x".repeat(5_000), fault: "no checkpoint" },
])("$name does not count", ({ text, fault }) => {
  expect(readStatement(KEYS, "checkpoint", text)).toEqual({
    content: null,
    fault: expect.stringContaining(fault),
  });
});

test("a key file may hold an Ed25519 key as PEM, and the same bytes give the same key", () => {
  const { privateKey } = generateKeyPairSync("ed25519");
  const pem = Buffer.from(privateKey.export({ type: "pkcs8", format: "pem" }));

  expect(readSigningKey(pem).keyId).toBe(readSigningKey(pem).keyId);
  expect(readSigningKey(Buffer.alloc(32, "a")).keyId).toBe(KEY.keyId);
  expect(readSigningKey(pem).keyId).not.toBe(KEY.keyId);
});

test.each([
  {
    name: "a key of another kind",
    file: generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({
      type: "pkcs8",
      format: "pem",
    }),
    wanted: "wanted Ed25519",
  },
  { name: "a broken PEM", file: "-----BEGIN X-----\nhunter2\n-----END X-----\n", wanted: "cannot be read" },
])("$name is refused by the setting's name, and not shown", ({ file, wanted }) => {
  const read = () => readSigningKey(Buffer.from(file));

  expect(read).toThrow(/^AUDIT_KEY_FILE: /);
  expect(read).toThrow(wanted);
  expect(read).not.toThrow("hunter2");
});

test("a file of old keys without a key in it is refused", () => {
  expect(() => trustedKeys(KEY, "not a key")).toThrow("AUDIT_OLD_KEYS_FILE");
});
