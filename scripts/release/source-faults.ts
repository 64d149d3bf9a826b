import type { Fault } from "./fault.ts";

/** What nobody meant to keep, spelt so that this file has none of it. */
const LEFTOVERS = /\b(?:TO[D]O|FIX[M]E)\b|\b(?:test|it|describe)\.only\b/g;
const SOURCE =
  /^(?:(?:server|sdk|shared|scripts|test|bench|migrations|chart)\/.*|[^/]*)\.(?:ts|mjs|sql|sh|ya?ml|tpl)$|^Dockerfile$/;
/** Other people's files, kept as they are. */
const KEPT = /^test\/(?:golden\/slice|chart\/schemas)\//;

/** Whether a tracked file is a source of ours. */
export function isSource(file: string): boolean {
  return SOURCE.test(file) && !KEPT.test(file);
}

/** Marks of what is not done, and tests that keep others from running. */
export function leftoverFaults(file: string, text: string): Fault[] {
  return [...text.matchAll(LEFTOVERS)].map((match) => ({
    found: `${match[0]} in ${file}:${text.slice(0, match.index).split("\n").length}`,
    wanted: "finished sources, and tests that all run",
    remedy: "finish it, or take the mark away",
  }));
}

/** Hosts in the lock file: everybody would fetch from them, whatever registry they trust. */
export function lockHostFaults(lock: string): Fault[] {
  const hosts = [...lock.matchAll(/"resolved": "\w+:\/\/([^/"]*)/g)].map((match) => match[1] ?? "");
  if (hosts.length === 0) return [];
  return [
    {
      found: `package-lock.json names ${[...new Set(hosts)].join(", ")} ${hosts.length} times`,
      wanted: "no host",
      remedy: "install with the project's .npmrc, then node scripts/complete-lock.mjs",
    },
  ];
}

const BASE = /^ARG NODE_IMAGE=(\S+)$/m;
const DIGEST = /@sha256:(?!0{64})[0-9a-f]{64}$/;

/** A tag can be moved to other contents: a release says which contents it was made of. */
export function imageFaults(dockerfile: string, chartValues: string): Fault[] {
  const base = BASE.exec(dockerfile)?.[1] ?? "nothing";
  const [name = ""] = base.split("@");
  const placeholders = [...chartValues.matchAll(/^\s*digest: (.+)$/gm)]
    .map((match) => (match[1] ?? "").replaceAll(/["']/g, ""))
    .filter((digest) => digest !== "" && !DIGEST.test(`@${digest}`));
  return [
    ...(DIGEST.test(base)
      ? []
      : [
          {
            found: `NODE_IMAGE=${base} in the Dockerfile`,
            wanted: "the base image by its digest, @sha256: and 64 hexadecimal digits, behind the tag",
            remedy: `write ${name}@ and what this prints: docker buildx imagetools inspect ${name} --format '{{.Manifest.Digest}}'`,
          },
        ]),
    ...placeholders.map((digest) => ({
      found: `the digest ${digest} in chart/values.yaml`,
      wanted: "none, or a real one",
      remedy: 'write digest: ""; the tag of the release stands for it',
    })),
  ];
}
