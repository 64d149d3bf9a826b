import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, expect, test } from "vitest";
import { VERSION } from "../../sdk/src/index.ts";
import { fakeService, type Received, refusal, result } from "./fake-service.ts";
import {
  type InstalledSdk,
  installedNodes,
  installSdk,
  removeSdk,
  run,
  runTool,
  typeCheck,
} from "./installed-sdk.ts";

const TYPES_OF_NODE = resolve(import.meta.dirname, "../../node_modules/@types");
const LONGEST_JAVASCRIPT = 7 * 1_024;
/** Types of some ninety procedures; they cost an editor a moment and nobody who runs it anything. */
const LONGEST_TYPES = 32 * 1_024;

let sdk: InstalledSdk;

beforeAll(async () => {
  sdk = await installSdk();
});

afterAll(() => removeSdk(sdk));

function dist(file: string): Promise<string> {
  return readFile(join(sdk.folder, "node_modules/@kubecent/sdk/dist", file), "utf8");
}

test("the package holds what is published, and nothing else", async () => {
  expect(sdk.files.toSorted()).toEqual([
    "LICENSE",
    "README.md",
    "dist/index.cjs",
    "dist/index.d.cts",
    "dist/index.d.mts",
    "dist/index.mjs",
    "package.json",
  ]);
});

test("it brings no other package along", async () => {
  const folders = await readdir(join(sdk.folder, "node_modules"));

  expect(folders.filter((name) => !name.startsWith("."))).toEqual(["@kubecent"]);
});

test("its version is the one that it tells the service", async () => {
  const manifest = JSON.parse(
    await readFile(join(sdk.folder, "node_modules/@kubecent/sdk/package.json"), "utf8"),
  );

  expect(manifest.version).toBe(VERSION);
  expect(manifest.dependencies ?? manifest.peerDependencies).toBeUndefined();
});

test.each(["index.mjs", "index.cjs", "index.d.mts", "index.d.cts"])("%s imports nothing", async (file) => {
  const source = await dist(file);

  expect(source).not.toMatch(/^\s*(import|export)\b.*\bfrom\b/m);
  expect(source).not.toMatch(/\b(require|import)\(/);
});

test.each(["index.mjs", "index.cjs"])("%s needs nothing that only Node has", async (file) => {
  expect(await dist(file)).not.toMatch(/\b(process|Buffer|node:\w+|__dirname)\b/);
});

test("procedures go by the names of their questions and answers", async () => {
  const namespaces =
    /namespaces: QueryProcedure<\{\s+input: CostWithIdleQuery \| undefined;\s+output: MoneyAnswer<NamespaceCostRow, CostFigures>;/;

  expect(await dist("index.d.mts")).toMatch(namespaces);
});

test("no procedure takes just anything", async () => {
  const types = await dist("index.d.mts");
  const untyped = [...types.matchAll(/(\w+): \w+Procedure<\{\s+input: (?:unknown|any);/g)];

  expect(untyped.map(([, name]) => name)).toEqual([]);
});

test("it is small", async () => {
  const bundle = await rolldown({ input: join(sdk.folder, "node_modules/@kubecent/sdk/dist/index.mjs") });
  const { output } = await bundle.generate({ minify: true });

  expect(gzipSync(output[0].code).length).toBeLessThan(LONGEST_JAVASCRIPT);
  expect(gzipSync(await dist("index.d.mts")).length).toBeLessThan(LONGEST_TYPES);
});

test("publint has nothing to say", async () => {
  expect(await runTool("publint", ["run", sdk.tarball, "--strict"], sdk.folder)).toContain("All good!");
});

test("its types are found whichever way it is imported", async () => {
  const said = await runTool("attw", ["--no-definitely-typed", "--format", "ascii", sdk.tarball], sdk.folder);

  expect(said).toContain("No problems found");
});

const PROGRAM = `
const kubecent = createKubeCent({ url: process.env.URL_OF_SERVICE, token: "kc_test", maxRetries: 0 });
async function main() {
  const pods = [];
  for await (const { pod } of paginate(kubecent.cost.pods, { window: "last7d" })) pods.push(pod);
  const error = await kubecent.cost.nodes.query({}).catch((refused) => refused);
  const said = { pods, code: error.code, isError: error instanceof KubeCentError && KubeCentError.is(error) };
  console.log(JSON.stringify(said));
}
main();
`;

const FORMS = {
  "program.mjs": `import { createKubeCent, KubeCentError, paginate } from "@kubecent/sdk";${PROGRAM}`,
  "program.cjs": `const { createKubeCent, KubeCentError, paginate } = require("@kubecent/sdk");${PROGRAM}`,
};

function answer({ url, input }: Received) {
  if (url.includes("cost.nodes")) return refusal("FORBIDDEN");
  const isFirst = !JSON.stringify(input).includes("cursor");
  return result({ rows: [{ pod: isFirst ? "a" : "b" }], nextCursor: isFirst ? "next" : null });
}

test.each(
  installedNodes().flatMap((node) => Object.entries(FORMS).map(([file, source]) => ({ node, file, source }))),
)("$file runs on $node against a service", async ({ node, file, source }) => {
  const service = await fakeService(answer);
  await writeFile(join(sdk.folder, file), source);

  const said = await run(node, [file], sdk.folder, { URL_OF_SERVICE: service.url });

  expect(JSON.parse(said)).toEqual({ pods: ["a", "b"], code: "FORBIDDEN", isError: true });
  expect(service.received.map(({ headers }) => headers["x-kubecent-client"])).toContain(
    `kubecent-sdk/${VERSION}`,
  );
});

test("errors of the one form of the package are known to the other", async () => {
  const source = `
    import { createRequire } from "node:module";
    import { KubeCentError } from "@kubecent/sdk";
    const other = createRequire(import.meta.url)("@kubecent/sdk");
    console.log(KubeCentError.is(new other.KubeCentError("x", { kind: "timeout", attempts: 1 })));
  `;

  expect(await run(process.execPath, ["--input-type=module", "-e", source], sdk.folder)).toBe("true\n");
});

const USE = `
const kubecent = createKubeCent({ url: "", token: async () => "kc_test", fetch, timeoutMs: undefined });
export async function main(signal: AbortSignal): Promise<string> {
  const page = await kubecent.cost.namespaces.query({ window: "last7d" }, { signal });
  const cost: string | undefined = page.rows[0]?.totalCost;
  for await (const row of paginate(kubecent.cost.pods, { namespace: "a" })) return row.pod;
  // @ts-expect-error -- such a window does not exist
  await kubecent.cost.namespaces.query({ window: "last8d" });
  // @ts-expect-error -- nor does such a field
  paginate(kubecent.cost.pods, { nampespace: "a" });
  const { response } = await kubecent.system.health.query().withResponse();
  try { await kubecent.audit.list.query({}); } catch (error) {
    if (KubeCentError.is(error) && error.code === "RATE_LIMITED") return \`\${error.retryAfterMs}\`;
  }
  return response.requestId ?? cost ?? "";
}
`;

const NODENEXT = { module: "nodenext" };
const NODE16 = { module: "node16", moduleResolution: "node16" };
const BUNDLER = { module: "esnext", moduleResolution: "bundler" };
const IN_A_BROWSER = { target: "es2022", lib: ["es2022", "dom"], types: [] };
const ON_NODE = { target: "es2022", lib: ["es2022"], types: ["node"], typeRoots: [TYPES_OF_NODE] };
const STRICTEST = { exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true };

test.each(
  Object.entries({ NODENEXT, NODE16, BUNDLER }).flatMap(([module, options]) => [
    { module, place: "a browser", file: "use.mts", options: { ...options, ...IN_A_BROWSER } },
    { module, place: "Node", file: "use.mts", options: { ...options, ...ON_NODE, ...STRICTEST } },
    { module, place: "CommonJS", file: "use.cts", options: { ...options, ...IN_A_BROWSER, ...STRICTEST } },
  ]),
)("its types hold for $module in $place", async ({ file, options }) => {
  const names = "createKubeCent, KubeCentError, paginate";
  const isCommonJs = file === "use.cts" && options.module !== "esnext";
  const source = isCommonJs
    ? `import sdk = require("@kubecent/sdk");\nconst { ${names} } = sdk;${USE}`
    : `import { ${names} } from "@kubecent/sdk";${USE}`;

  await expect(typeCheck(sdk, { file, source, options })).resolves.toBeUndefined();
});
