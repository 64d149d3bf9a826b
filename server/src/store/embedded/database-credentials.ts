import { createHmac, randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EmbeddedPostgresError, systemCode } from "./embedded-postgres-error.ts";

export const DATABASE = "kubecent";
/** `kubecent_super` owns the cluster; `kubecent`, the server's, owns the database and may make roles. */
type Role = "kubecent_super" | "kubecent";

/** The passwords of the roles, both derived from the one secret in KUBECENT_DATA/postgres-password. */
export interface Credentials {
  password(role: Role): string;
  /** How `role` connects to `database` of the postmaster on `port`. */
  url(options: { readonly role: Role; readonly port: number; readonly database?: string }): string;
}

/** Reads the secret. Where it is missing it is made, unless a database exists that was made with another. */
export async function readCredentials(dataFolder: string, hasDatabase: boolean): Promise<Credentials> {
  const file = join(dataFolder, "postgres-password");
  const secret = await readFile(file, "utf8").catch(async (error: unknown) => {
    if (systemCode(error) !== "ENOENT") throw error;
    if (hasDatabase) throw missingSecret(file, dataFolder);
    return makeSecret(file);
  });
  // Derived, so that who knows the server's password does not know the superuser's.
  const password = (role: Role): string => createHmac("sha256", secret.trim()).update(role).digest("hex");
  return {
    password,
    url: ({ role, port, database = DATABASE }) =>
      `postgres://${role}:${password(role)}@127.0.0.1:${port}/${database}`,
  };
}

async function makeSecret(file: string): Promise<string> {
  const secret = randomBytes(32).toString("hex");
  const draft = `${file}.draft`;
  // By a rename, because a full disk could leave half of it, which would then be taken for the secret.
  await writeFile(draft, secret, { mode: 0o600, flush: true });
  await rename(draft, file);
  return secret;
}

function missingSecret(file: string, dataFolder: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `${file} is missing and the database in ${dataFolder} cannot be opened without it; restore it from a backup, or remove ${join(dataFolder, "postgres")} to begin with an empty database`,
  );
}
