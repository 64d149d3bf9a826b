import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ERROR_CODES } from "@kubecent/shared";
import { expect, onTestFinished, test } from "vitest";
import { fakeService, type Received, refusal, result } from "./fake-service.ts";
import { run, runTool } from "./installed-sdk.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const README = await readFile(join(ROOT, "sdk/README.md"), "utf8");

/** All examples as one program, against the source of the package and a service elsewhere. */
async function program(urlOfService: string): Promise<{ folder: string; file: string }> {
  const folder = await mkdtemp(join(tmpdir(), "kubecent-readme-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const examples = [...README.matchAll(/```ts\n(.*?)```/gs)].map(([, example]) => example);
  const source = examples
    .join("\n")
    .replaceAll('"@kubecent/sdk"', JSON.stringify(join(ROOT, "sdk/src/index.ts")))
    .replaceAll("http://localhost:8000", urlOfService);
  await writeFile(join(folder, "readme.mts"), source);
  return { folder, file: "readme.mts" };
}

function answer({ url, input }: Received) {
  // The question of the example about errors, and of no other.
  if (url.includes("cost.pods") && JSON.stringify(input) === '{"window":"last7d"}') {
    return refusal("VALIDATION_FAILED", { details: [{ field: "window", message: "no", type: "custom" }] });
  }
  const row = { namespace: "payments", pod: "api", totalCost: "1.000000000" };
  return result({ rows: [row], totals: row, currency: "EUR", nextCursor: null });
}

test("the examples of the README are right in their types", async () => {
  const { folder, file } = await program("http://localhost:8000");
  const compilerOptions = {
    noEmit: true,
    rootDir: "/",
    rewriteRelativeImportExtensions: false,
    typeRoots: [join(ROOT, "node_modules/@types")],
  };
  const project = { extends: join(ROOT, "tsconfig.json"), compilerOptions, include: [file], exclude: [] };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(project));

  await expect(runTool("tsc", ["-p", "."], folder)).resolves.toBe("");
});

test("the examples of the README run", async () => {
  const service = await fakeService(answer);
  const { folder, file } = await program(service.url);

  const said = await run(process.execPath, [file], folder, { KUBECENT_TOKEN: "kc_readme" });

  expect(said).toContain("payments 1.000000000 EUR\nall of them: 1.000000000\n");
  expect(said).toContain("payments api 1.000000000\n");
  expect(service.received.length).toBeGreaterThan(8);
});

test("the README names every code of the service with its status", () => {
  const rows = [...README.matchAll(/^\| `([A-Z_]+)` \| (\d+) \|/gm)];

  expect(rows.map(([, code, status]) => ({ code, status: Number(status) }))).toEqual(
    Object.entries(ERROR_CODES).map(([code, { status }]) => ({ code, status })),
  );
});

test("the README names no code as tried again that is not", () => {
  const retried = [...README.matchAll(/^\| `([A-Z_]+)` \| \d+ \| yes \|/gm)];

  expect(retried.map(([, code]) => code)).toEqual([
    "IDEMPOTENCY_IN_PROGRESS",
    "RATE_LIMITED",
    "INTERNAL",
    "OUTCOME_UNKNOWN",
    "AUDIT_UNAVAILABLE",
    "DATABASE_UNAVAILABLE",
    "OVERLOADED",
    "AUTH_UNAVAILABLE",
    "STORAGE_FULL",
    "SHUTTING_DOWN",
  ]);
});
