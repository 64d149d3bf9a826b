import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readSettings } from "../../../server/src/config/read-settings.ts";
import { SettingsError } from "../../../server/src/config/settings-error.ts";
import { checkKeyFiles } from "../../../server/src/run/start/check-key-files.ts";
import { runServiceToEnd } from "../../support/server-process.ts";
import { newSigningKey } from "../support/fake-issuer.ts";
import { FAULTY_KEYS } from "../support/faulty-keys.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "kubecent-key-files-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function environmentWith(text: string, algorithm = "RS256"): Record<string, string> {
  const keyFile = path.join(folder, "keys");
  writeFileSync(keyFile, text);
  const entry = {
    issuer: "https://login.example.com",
    audience: "kubecent",
    keyFile,
    algorithms: [algorithm],
  };
  return { ENVIRONMENT: "development", JWT_ISSUERS: JSON.stringify([entry]) };
}

async function faultsOf(env: Record<string, string>): Promise<readonly string[]> {
  try {
    await checkKeyFiles(readSettings(env));
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
}

test.each(FAULTY_KEYS.filter(({ code }) => code !== "not_for_verifying"))(
  "$what in a file keeps the service from starting, which names the key",
  async ({ code, algorithm, jwk }) => {
    const faults = await faultsOf(environmentWith(JSON.stringify({ keys: [jwk] }), algorithm));

    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^JWT_ISSUERS: found the key "bad" in .+; wanted .+/);
    expect(faults[0]).toContain(`(${code})`);
  },
);

const pemOf = (key: { export(options: { format: "pem"; type: "spki" }): string | Buffer }): string =>
  key.export({ format: "pem", type: "spki" }).toString();

test.each([
  {
    what: "RSA of 1,024 bits",
    pem: pemOf(generateKeyPairSync("rsa", { modulusLength: 1_024 }).publicKey),
    code: "weak_key",
  },
  {
    what: "RSA with exponent 3",
    pem: pemOf(generateKeyPairSync("rsa", { modulusLength: 2_048, publicExponent: 3 }).publicKey),
    code: "bad_exponent",
  },
  {
    what: "DSA",
    pem: pemOf(generateKeyPairSync("dsa", { modulusLength: 2_048, divisorLength: 256 }).publicKey),
    code: "not_a_public_key",
  },
  {
    what: "RSA for PSS alone",
    pem: pemOf(generateKeyPairSync("rsa-pss", { modulusLength: 2_048 }).publicKey),
    code: "not_a_public_key",
  },
  { what: "X25519", pem: pemOf(generateKeyPairSync("x25519").publicKey), code: "no_usable_key" },
  {
    what: "another curve",
    pem: pemOf(generateKeyPairSync("ec", { namedCurve: "secp256k1" }).publicKey),
    code: "no_usable_key",
  },
  { what: "nothing", pem: "", code: "not_a_key_set" },
])("$what as PEM keeps the service from starting: $code", async ({ pem, code }) => {
  expect(await faultsOf(environmentWith(pem))).toEqual([expect.stringContaining(`(${code})`)]);
});

test("sound keys, and a file that may still come, do not", async () => {
  const key = await newSigningKey("good");
  const sound = environmentWith(key.spki);
  expect(await faultsOf(sound)).toEqual([]);
  expect(await faultsOf(environmentWith(JSON.stringify({ keys: [key.publicJwk] })))).toEqual([]);
  rmSync(path.join(folder, "keys"));
  expect(await faultsOf(sound)).toEqual([]);
});

test("the service itself ends at once, as by any other mistake in its settings", async () => {
  const { publicJwk } = await newSigningKey("forgeable");
  const env = environmentWith(JSON.stringify({ keys: [{ ...publicJwk, e: "AQ" }] }));

  const ended = await runServiceToEnd({
    ...env,
    KUBECENT_DATA: path.join(folder, "data"),
    PORT: "0",
  });

  expect(ended.code).toBe(78);
  expect(ended.stdout + ended.stderr).toMatch(/found the key .{1,3}forgeable.+bad_exponent/);
});
