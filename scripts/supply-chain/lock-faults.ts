import { type LockedPackage, lockedPackages, type LockFile, type Manifest, ownerOf } from "./lock-file.ts";

const EXACT_VERSION = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;
const SHA512 = /^sha512-[A-Za-z0-9+/]{86}==$/;
const LOCKFILE_VERSION = 3;

/** What of the lock file and the manifests is not as the policy wants it; a line each. */
export function lockFaults(lock: LockFile, manifests: readonly Manifest[]): string[] {
  const packages = lockedPackages(lock);
  return [
    ...(lock.lockfileVersion === LOCKFILE_VERSION
      ? []
      : [`package-lock.json: found version ${lock.lockfileVersion}, wanted ${LOCKFILE_VERSION}`]),
    ...packages.flatMap((each) => packageFaults(lock, each)),
    ...linkFaults(lock),
    ...scriptFaults(packages, manifests),
    ...manifests.flatMap(manifestFaults),
  ];
}

function packageFaults(lock: LockFile, each: LockedPackage): string[] {
  const { path, entry } = each;
  const faults: string[] = [];
  if (!EXACT_VERSION.test(entry.version ?? "")) {
    faults.push(
      `${path}: found the version ${entry.version ?? "nothing"}, wanted an exact one from a registry`,
    );
  }
  // A host here would make everybody fetch from it, whatever registry they trust.
  if (entry.resolved !== undefined) {
    faults.push(`${path}: names where it comes from. Remove "resolved": .npmrc keeps it out`);
  }
  if (entry.integrity === undefined) {
    // scripts/complete-lock.mjs adds builds for platforms that the registry at hand lacks: it cannot know their
    // hashes. npm never installs them here; where it does, the package that names them is itself pinned.
    if (!ownerOf(lock, each)) faults.push(`${path}: has no integrity. Run npm install for it once more`);
  } else if (!SHA512.test(entry.integrity)) {
    faults.push(`${path}: its integrity is no SHA-512`);
  }
  return faults;
}

/** Only our own workspaces are linked. */
function linkFaults({ packages }: LockFile): string[] {
  const linked = Object.entries(packages).filter(([, { link }]) => link === true);
  return linked
    .filter(
      ([path, { resolved = "" }]) => !path.startsWith("node_modules/@kubecent/") || !(resolved in packages),
    )
    .map(([path]) => `${path}: is a link to something that is no workspace`);
}

/** Code that runs on `npm ci` is named one by one in `allowScripts`, allowed or not. */
function scriptFaults(packages: readonly LockedPackage[], manifests: readonly Manifest[]): string[] {
  const named = new Set(manifests.flatMap(({ allowScripts = {} }) => Object.keys(allowScripts)));
  const scripted = new Set(packages.filter(({ entry }) => entry.hasInstallScript).map(({ name }) => name));
  return [
    ...[...scripted]
      .filter((name) => !named.has(name))
      .map((name) => `${name}: has an install script that allowScripts in package.json does not name`),
    ...[...named]
      .filter((name) => !scripted.has(name))
      .map((name) => `${name}: stands in allowScripts and has no install script`),
  ];
}

function manifestFaults(manifest: Manifest): string[] {
  const { name: owner, dependencies = {}, devDependencies = {}, optionalDependencies = {} } = manifest;
  return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
    .filter(([, spec]) => !EXACT_VERSION.test(spec))
    .map(([name, spec]) => `${owner}: ${name} is asked for as ${spec}, wanted one exact version`);
}
