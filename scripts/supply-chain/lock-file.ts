import * as z from "zod";

/** Packages write one name as it is, several as a list. */
const namesSchema = z.union([z.string(), z.array(z.string())]).optional();

const EntrySchema = z.object({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  dev: z.boolean().optional(),
  devOptional: z.boolean().optional(),
  optional: z.boolean().optional(),
  os: namesSchema,
  cpu: namesSchema,
  license: z.string().optional(),
  hasInstallScript: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});

/** What package-lock.json says of one package. */
export type LockEntry = z.output<typeof EntrySchema>;

export const LockSchema = z.object({
  lockfileVersion: z.number(),
  packages: z.record(z.string(), EntrySchema),
});

export type LockFile = z.output<typeof LockSchema>;

const specs = z.record(z.string(), z.string()).optional();

/** What of a package.json the policy is about. */
export const ManifestSchema = z.object({
  name: z.string(),
  dependencies: specs,
  devDependencies: specs,
  optionalDependencies: specs,
  allowScripts: z.record(z.string(), z.boolean()).optional(),
});

export type Manifest = z.output<typeof ManifestSchema>;

/** A package in the lock file: where it stands, and what it is called. */
export interface LockedPackage {
  readonly path: string;
  readonly name: string;
  readonly entry: LockEntry;
}

/** The packages that come from a registry: not the root, and not our own workspaces. */
export function lockedPackages({ packages }: LockFile): LockedPackage[] {
  return Object.entries(packages)
    .filter(([path, { link }]) => path.includes("node_modules/") && link !== true)
    .map(([path, entry]) => ({ path, name: nameOf(path), entry }));
}

/** A package that is only for other platforms or this one, which npm may leave out: another package names it. */
export function ownerOf(lock: LockFile, { name, entry }: LockedPackage): LockEntry | undefined {
  const isPlatform = entry.optional === true && (entry.os !== undefined || entry.cpu !== undefined);
  if (!isPlatform) return undefined;
  return Object.values(lock.packages).find((owner) => owner.optionalDependencies?.[name] === entry.version);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}
