import * as z from "zod";
import { readFile } from "node:fs/promises";
import { jsonOrUndefined } from "@kubecent/shared";
import { type Endpoint, fetchDocument } from "./fetch-document.ts";
import { KeySourceError } from "./key-source-error.ts";
import { readJwks, readKeyFile, type ReadKeys, type RefusedKey, type VerificationKey } from "./read-keys.ts";

/** Where an issuer's keys are. */
export type KeyPlace =
  | ({ readonly kind: "jwks" } & Endpoint)
  | { readonly kind: "file"; readonly file: string }
  /** `url` is the issuer's; `jwksUrl` is where its document may point to beside the issuer's own origin. */
  | ({ readonly kind: "discovery"; readonly jwksUrl?: string | undefined } & Endpoint);

/** Reads an issuer's keys anew; there is at least one. Throws KeySourceError where they are unavailable. */
export type KeySource = () => Promise<VerificationKey[]>;

const DiscoverySchema = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });

/** Called with the keys of a set that are not used, each time that it is read; the others are. */
export type OnRefused = (refused: readonly RefusedKey[]) => void;

/** The source of the keys at a place, for these algorithms only. */
export function keySource(
  place: KeyPlace,
  algorithms: readonly string[],
  onRefused: OnRefused = () => undefined,
): KeySource {
  return async () => {
    const { keys, refused } = await readPlace(place, algorithms);
    onRefused(refused);
    if (keys.length === 0) throw new KeySourceError("no_usable_key", { kid: refused[0]?.kid ?? null });
    return [...keys];
  };
}

async function readPlace(place: KeyPlace, algorithms: readonly string[]): Promise<ReadKeys> {
  switch (place.kind) {
    case "jwks":
      return readJwks(await fetchDocument(place), algorithms);
    case "file":
      return readKeyFile(await readText(place.file), algorithms);
    case "discovery":
      return readJwks(await fetchDocument({ ...place, url: await jwksUrlOf(place) }), algorithms);
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new KeySourceError("key_file_unreadable", { cause });
  }
}

/**
 * Asks the issuer where its keys are. Another host than its own counts where the settings name it, or where both are reached
 * over https: then its certificate vouches for the answer. Never with a token, which must not travel on.
 */
async function jwksUrlOf(place: KeyPlace & { kind: "discovery" }): Promise<string> {
  const { url: issuer, jwksUrl, tokenFile } = place;
  const text = await fetchDocument({
    ...place,
    url: `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
  });
  const found = DiscoverySchema.safeParse(jsonOrUndefined(text));
  if (!found.success) throw new KeySourceError("not_a_discovery_document", { cause: found.error });
  if (found.data.issuer !== issuer) throw new KeySourceError("discovery_of_another_issuer");

  const { jwks_uri: told } = found.data;
  const isSecure = [told, issuer].every((address) => new URL(address).protocol === "https:");
  const isOwn = new URL(told).origin === new URL(issuer).origin;
  const isVouchedFor = isSecure && jwksUrl === undefined && tokenFile === undefined;
  const isPlain = new URL(told).username === "";
  if (told !== jwksUrl && !(isPlain && (isOwn || isVouchedFor))) {
    throw new KeySourceError("discovery_points_elsewhere");
  }
  return told;
}
