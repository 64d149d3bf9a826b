import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KeyPlace } from "../../../server/src/auth/keys/key-source.ts";
import { keySource } from "../../../server/src/auth/keys/key-source.ts";
import {
  type FakeIssuer,
  newSigningKey,
  sendJson,
  type SigningKey,
  startIssuer,
} from "../support/fake-issuer.ts";

const run = promisify(execFile);
const hasOpenssl = await run("openssl", ["version"]).then(
  () => true,
  () => false,
);

let folder: string;
let key: SigningKey;
let issuer: FakeIssuer;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "kubecent-keys-"));
  key = await newSigningKey("key-1");
  issuer = await startIssuer([key]);
});
afterAll(async () => {
  await issuer.stop();
  await rm(folder, { recursive: true });
});

const kidsAt = async (place: KeyPlace): Promise<(string | null)[]> =>
  (await keySource(place, ["RS256"])()).map(({ kid }) => kid);
const fileWith = async (name: string, text: string): Promise<KeyPlace> => {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return { kind: "file", file };
};

test("a file may hold a public key or a set of keys", async () => {
  expect(await kidsAt(await fileWith("key.pem", key.spki))).toEqual([null]);
  expect(await kidsAt(await fileWith("keys.json", JSON.stringify({ keys: [key.publicJwk] })))).toEqual([
    "key-1",
  ]);
});

test.each([
  { text: "", code: "not_a_key_set" },
  { text: "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", code: "not_a_public_key" },
  { text: "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", code: "not_a_public_key" },
  { text: '{"keys":[{"kty":"RSA","kid":"a","use":"enc","n":"a","e":"AQAB"}]}', code: "no_usable_key" },
  { text: '{"keys":[{"kty":"RSA","n":"a","e":"AQAB"}]}', code: "no_usable_key" },
])("a file that holds $text is refused: $code", async ({ text, code }) => {
  await expect(kidsAt(await fileWith("wrong", text))).rejects.toMatchObject({ code });
});

test("a set of more than a hundred keys is no set of keys", async () => {
  const keys = Array.from({ length: 101 }, (_, index) => ({ ...key.publicJwk, kid: `${index}` }));

  await expect(kidsAt(await fileWith("many", JSON.stringify({ keys })))).rejects.toMatchObject({
    code: "not_a_key_set",
  });
});

test("a file that is not there is a failure of its own", async () => {
  const place: KeyPlace = { kind: "file", file: path.join(folder, "nowhere") };

  await expect(kidsAt(place)).rejects.toMatchObject({ code: "key_file_unreadable" });
});

test("an issuer can tell where its keys are", async () => {
  expect(await kidsAt({ kind: "discovery", url: issuer.url })).toEqual(["key-1"]);
});

describe("an issuer that tells of another place is not followed there", () => {
  test.each([
    {
      what: "another host",
      document: () => ({ issuer: issuer.url, jwks_uri: "http://172.20.0.3:6443/keys" }),
      code: "discovery_points_elsewhere",
    },
    {
      what: "a file",
      document: () => ({ issuer: issuer.url, jwks_uri: "file:///etc/passwd" }),
      code: "not_a_discovery_document",
    },
    {
      what: "itself by another name",
      document: () => ({ issuer: "https://else", jwks_uri: `${issuer.url}/keys` }),
      code: "discovery_of_another_issuer",
    },
    { what: "nothing", document: () => ({}), code: "not_a_discovery_document" },
  ])("$what", async ({ document, code }) => {
    issuer.answer = (_req, res) => sendJson(res, document());

    await expect(kidsAt({ kind: "discovery", url: issuer.url })).rejects.toMatchObject({ code });
    issuer.answer = null;
  });

  test("unless the settings name exactly that place", async () => {
    const keys = await startIssuer([await newSigningKey("there")]);
    issuer.answer = (_req, res) => sendJson(res, { issuer: issuer.url, jwks_uri: `${keys.url}/keys` });

    const place = { kind: "discovery", url: issuer.url } as const;
    await expect(kidsAt({ ...place, jwksUrl: `${keys.url}/other` })).rejects.toMatchObject({
      code: "discovery_points_elsewhere",
    });
    expect(await kidsAt({ ...place, jwksUrl: `${keys.url}/keys` })).toEqual(["there"]);
    issuer.answer = null;
    await keys.stop();
  });
});

describe.skipIf(!hasOpenssl)("an issuer behind https that tells of another host", () => {
  let secure: FakeIssuer;
  let keys: FakeIssuer;
  let ca: string;
  beforeAll(async () => {
    ca = path.join(folder, "two.pem");
    const keyFile = path.join(folder, "two.key");
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    const kind = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", keyFile, "-out", ca];
    await run("openssl", ["req", "-x509", ...kind, ...subject]);
    const tls = { cert: await readFile(ca, "utf8"), key: await readFile(keyFile, "utf8") };
    secure = await startIssuer([], tls);
    keys = await startIssuer([await newSigningKey("there")], tls);
  });
  afterAll(() => Promise.all([secure.stop(), keys.stop()]));

  const tell = (jwks_uri: string): void => {
    secure.answer = (_req, res) => sendJson(res, { issuer: secure.url, jwks_uri });
  };
  const place = () => ({ kind: "discovery", url: secure.url, ca }) as const;

  test("is followed there, for its certificate vouches for the answer", async () => {
    tell(`${keys.url}/keys`);

    expect(await kidsAt(place())).toEqual(["there"]);
  });

  test.each([
    { what: "where the settings name another place", change: () => ({ jwksUrl: `${keys.url}/other` }) },
    { what: "with a token", change: () => ({ tokenFile: ca }) },
  ])("is not followed $what", async ({ change }) => {
    tell(`${keys.url}/keys`);
    await writeFile(path.join(folder, "bearer"), "token");
    const { tokenFile, ...more } = { tokenFile: undefined, ...change() };
    const asked = { ...place(), ...more, ...(tokenFile && { tokenFile: path.join(folder, "bearer") }) };
    const before = keys.hits.length;

    await expect(kidsAt(asked)).rejects.toMatchObject({ code: "discovery_points_elsewhere" });
    expect(keys.hits).toHaveLength(before);
  });

  test("is not followed to plain http, nor to an address with a user", async () => {
    for (const told of [`${issuer.url}/keys`, keys.url.replace("//", "//user:password@")]) {
      tell(told);

      await expect(kidsAt(place())).rejects.toMatchObject({ code: "discovery_points_elsewhere" });
    }
  });
});

test("the token for the endpoint is read for each question, for it rotates", async () => {
  const tokenFile = path.join(folder, "token");
  const place: KeyPlace = { kind: "jwks", url: `${issuer.url}/keys`, tokenFile };
  issuer.hits.length = 0;

  await writeFile(tokenFile, "one\n");
  await kidsAt(place);
  await writeFile(tokenFile, "two\n");
  await kidsAt(place);

  expect(issuer.hits.map(({ authorization }) => authorization)).toEqual(["Bearer one", "Bearer two"]);
  await writeFile(tokenFile, "");
  await expect(kidsAt(place)).rejects.toMatchObject({ code: "token_unreadable" });
});

describe.skipIf(!hasOpenssl)("an endpoint behind a private authority", () => {
  let tls: { cert: string; key: string };
  let certificateFile: string;
  beforeAll(async () => {
    certificateFile = path.join(folder, "ca.pem");
    const keyFile = path.join(folder, "ca.key");
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    const kind = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", keyFile, "-out", certificateFile];
    await run("openssl", ["req", "-x509", ...kind, ...subject]);
    tls = { cert: await readFile(certificateFile, "utf8"), key: await readFile(keyFile, "utf8") };
  });

  test("is believed with its authority alone", async () => {
    const secure = await startIssuer([key], tls);
    const place = { kind: "jwks", url: `${secure.url}/keys` } as const;

    expect(await kidsAt({ ...place, ca: certificateFile })).toEqual(["key-1"]);
    await expect(kidsAt(place)).rejects.toThrow(/self-signed|SELF_SIGNED/i);
    await expect(kidsAt({ ...place, ca: path.join(folder, "nowhere") })).rejects.toMatchObject({
      code: "ca_unreadable",
    });
    await secure.stop();
  });

  test("and a certificate in a file holds a key too", async () => {
    expect(await kidsAt({ kind: "file", file: certificateFile })).toEqual([null]);
  });
});
