import { type LockedPackage, lockedPackages, type LockFile, ownerOf } from "./lock-file.ts";

/** Licences that ask for no more than to be named. The Unlicense (public domain) asks for nothing at all. */
const ALLOWED: ReadonlySet<string> = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MIT",
  "MIT-0",
  "Unlicense",
]);

/** Licences of what we build and test with and never hand on: they ask for more where one does. */
const ALLOWED_FOR_TOOLS: ReadonlySet<string> = new Set(["CC-BY-4.0", "MPL-2.0", "Zlib"]);

/** Reads the licence out of an installed package's own package.json; undefined where there is none. */
export type ReadLicence = (path: string) => string | undefined;

/** Packages whose licence is not on the list, or that do not say which they have; a line each. */
export function licenceFaults(lock: LockFile, readLicence: ReadLicence): string[] {
  return lockedPackages(lock).flatMap((each) => {
    const licence = licenceOf(lock, each, readLicence);
    if (licence === undefined)
      return [`${each.path}: says no licence, in the lock file or in its own manifest`];
    return isAllowed(licence, each)
      ? []
      : [`${each.path}: has the licence ${licence}, which is not on the list`];
  });
}

/** A platform's build that is not installed here has the licence of the package that it is a part of. */
function licenceOf(lock: LockFile, each: LockedPackage, readLicence: ReadLicence): string | undefined {
  return each.entry.license ?? readLicence(each.path) ?? ownerOf(lock, each)?.license;
}

function isAllowed(expression: string, { entry }: LockedPackage): boolean {
  const isTool = entry.dev === true || entry.devOptional === true;
  const isListed = (id: string): boolean => ALLOWED.has(id) || (isTool && ALLOWED_FOR_TOOLS.has(id));
  // SPDX: of alternatives one is enough, of what holds together all must do.
  const alternatives = expression.replaceAll(/[()]/g, "").split(" OR ");
  return alternatives.some((alternative) => alternative.split(" AND ").every((id) => isListed(id.trim())));
}
