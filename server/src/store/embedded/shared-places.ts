import { chmod, lstat, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where root puts what PostgreSQL's user must reach and cannot reach under KUBECENT_DATA; the first that works. */
export function defaultSharedPlaces(): string[] {
  return ["/var/lib/kubecent", join(tmpdir(), "kubecent")];
}

/**
 * Makes the folder, open to all for reading, and tells whether it can be trusted: another user may have
 * made one of that name in a temp folder to slip us their programs.
 */
export async function ensureSharedPlace(place: string): Promise<boolean> {
  try {
    const isNew = (await mkdir(place, { recursive: true })) !== undefined;
    if (isNew) await chmod(place, 0o755);
    const { uid, mode } = await lstat(place);
    return uid === process.geteuid?.() && (mode & 0o022) === 0;
  } catch {
    return false;
  }
}
