import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const STORE = path.join(import.meta.dirname, "../../../server/src/store");

/** Statements of the store that insert rows and name a conflict, by file. */
function upserts(): { file: string; columns: string; target: string }[] {
  const files = readdirSync(STORE, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  return files.flatMap((file) => {
    const literals = readFileSync(path.join(STORE, file), "utf8").match(/`[^`]*`/g) ?? [];
    return literals.flatMap((literal) => {
      const [, columns, target] =
        /insert into [^(]*\(([^)]*)\)[^]*on conflict \(([^)]*)\)/.exec(literal) ?? [];
      return columns === undefined || target === undefined ? [] : [{ file, columns, target }];
    });
  });
}

test("an upsert into rows of a cluster names the cluster in its key, so that it knows its server", () => {
  const ofClusters = upserts().filter(({ columns }) => columns.includes("cluster_id"));

  expect(ofClusters.length).toBeGreaterThan(3);
  expect(ofClusters.filter(({ target }) => !target.includes("cluster_id"))).toEqual([]);
});
