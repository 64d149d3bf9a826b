import type { Fault } from "./fault.ts";

/** A file that names the version, and where: the text before it, the version, and the text behind it. */
interface Place {
  readonly file: string;
  readonly pattern: RegExp;
}

const VERSION = String.raw`(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)`;
const OWN = String.raw`(?:kubecent|@kubecent/(?:shared|server|sdk|dashboard))`;
const OWN_VERSION = String.raw`("name": "${OWN}",\n\s+"version": ")${VERSION}(")`;
const OWN_DEPENDENCY = String.raw`("@kubecent/(?:shared|server|sdk)": ")${VERSION}(")`;

const MANIFESTS = [
  "package.json",
  "shared/package.json",
  "server/package.json",
  "sdk/package.json",
  "dashboard/package.json",
  "package-lock.json",
];

/** Every place that names the version by hand. docs/openapi.json is made from package.json by `npm run docs`. */
export const PLACES: readonly Place[] = [
  ...MANIFESTS.flatMap((file) =>
    [OWN_VERSION, OWN_DEPENDENCY].map((text) => ({ file, pattern: new RegExp(text, "g") })),
  ),
  { file: "sdk/src/version.ts", pattern: new RegExp(`(VERSION = ")${VERSION}(")`, "g") },
  { file: "chart/Chart.yaml", pattern: new RegExp(`^(version: )${VERSION}($)`, "gm") },
  { file: "chart/Chart.yaml", pattern: new RegExp(`^(appVersion: ")${VERSION}(")$`, "gm") },
  { file: "Dockerfile", pattern: new RegExp(`^(ARG VERSION=)${VERSION}($)`, "gm") },
];

type Texts = ReadonlyMap<string, string>;

/** The files that name the version. */
export const VERSIONED_FILES: readonly string[] = [...new Set(PLACES.map(({ file }) => file))];

/** Places where another version stands than in the root's package.json, or none. */
export function placeFaults(texts: Texts, current: string): Fault[] {
  return VERSIONED_FILES.flatMap((file) => {
    const places = PLACES.filter((place) => place.file === file);
    const named = places.flatMap(({ pattern }) =>
      [...(texts.get(file) ?? "").matchAll(pattern)].map((match) => match[2]),
    );
    const others = [...new Set(named.filter((version) => version !== current))];
    if (named.length > 0 && others.length === 0) return [];
    return [
      {
        found: `${file} names ${others.length > 0 ? others.join(", ") : "no version"}`,
        wanted: `${current}, as package.json says`,
        remedy: "give all packages, the lock file, the chart and the Dockerfile one version",
      },
    ];
  });
}

/** A file's text with another version in it. */
export function withVersion(file: string, text: string, version: string): string {
  return PLACES.filter((place) => place.file === file).reduce(
    (written, { pattern }) =>
      written.replaceAll(
        pattern,
        (_all, before: string, _old, after: string) => `${before}${version}${after}`,
      ),
    text,
  );
}
