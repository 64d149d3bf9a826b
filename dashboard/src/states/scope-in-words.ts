import type { Scope } from "@kubecent/shared";

const MOST_NAMES = 8;

/** What a scope shows, for people: "namespaces a, b of cluster prod". */
export function scopeInWords({ clusters, namespaces }: Scope): string {
  const ofClusters = clusters === "all" ? "all clusters" : namesInWords("cluster", clusters);
  if (namespaces === "all") return clusters === "all" ? "everything" : ofClusters;
  const parts = Object.entries(namespaces).map(([cluster, names]) => {
    const of = cluster === "*" ? ofClusters : namesInWords("cluster", [cluster]);
    return names === "all" ? of : `${namesInWords("namespace", names)} of ${of}`;
  });
  return parts.length === 0 ? "nothing" : parts.join("; ");
}

function namesInWords(word: string, names: readonly string[]): string {
  if (names.length === 0) return `no ${word}`;
  const more = names.length - MOST_NAMES;
  const shown = names.slice(0, MOST_NAMES).join(", ");
  return `${word}${names.length > 1 ? "s" : ""} ${shown}${more > 0 ? ` and ${more} more` : ""}`;
}
