import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";

// Each release makes the documents twice.
vi.setConfig({ testTimeout: 180_000 });

// The whole repository, cloned, with a base image that has a digest; npm run check there ends as `checked` says.
const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "kubecent-release-"));
const DIGEST = `sha256:${"ab".repeat(32)}`;
const TODAY = new Date().toISOString().slice(0, 10);
let start = "";

const fileOf = (name: string): string => path.join(folder, name);
const read = (name: string): string => readFileSync(fileOf(name), "utf8");
const replace = (name: string, from: string | RegExp, to: string): void =>
  writeFileSync(fileOf(name), read(name).replace(from, to));

function git(...args: readonly string[]): string {
  return execFileSync("git", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

function commit(message = "Change something"): void {
  git("add", "--all");
  git("commit", "--quiet", "--allow-empty", "--message", message);
}

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function release(...args: readonly string[]): Ended {
  const words = ["scripts/release/release.ts", ...args];
  return spawnSync(process.execPath, words, { cwd: folder, encoding: "utf8" });
}

/** All that can change: where the branch is, what it holds, its tags, and what is not committed. */
function state(): string {
  return [git("rev-parse", "HEAD"), git("for-each-ref"), git("status", "--porcelain")].join();
}

beforeAll(() => {
  // Not with its objects, which may be on another device than temporary files.
  execFileSync("git", ["clone", "--quiet", "--shared", REPOSITORY, folder]);
  // What is being worked on counts as well, and not only what is committed.
  const patch = execFileSync("git", ["diff", "HEAD", "--binary"], { cwd: REPOSITORY, maxBuffer: 2 ** 28 });
  if (patch.length > 0) execFileSync("git", ["apply", "-"], { cwd: folder, input: patch });
  symlinkSync(path.join(REPOSITORY, "node_modules"), fileOf("node_modules"));
  git("checkout", "--quiet", "-B", "main");
  for (const tag of git("tag", "--list").split("\n").filter(Boolean)) git("tag", "--delete", tag);
  for (const [name, value] of [
    ["user.name", "A"],
    ["user.email", "a@example.com"],
    ["commit.gpgsign", "false"],
    ["tag.gpgsign", "false"],
  ] as const)
    git("config", name, value);
  replace("Dockerfile", /^(ARG NODE_IMAGE=[^@\n]+).*$/m, `$1@${DIGEST}`);
  replace("package.json", /"check": ".*"/, '"check": "test ! -e red || { cat red; exit 1; }"');
  appendFileSync(fileOf(".git/info/exclude"), "node_modules\n");
  commit("Prepare");
  start = git("rev-parse", "HEAD").trim();
});

beforeEach(() => {
  git("checkout", "--quiet", "--force", "-B", "main", start);
  git("clean", "--quiet", "--force", "-d");
  rmSync(fileOf(".git/hooks/commit-msg"), { force: true });
  for (const tag of git("tag", "--list").split("\n").filter(Boolean)) git("tag", "--delete", tag);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a dry run says what would be released, and leaves everything as it is", () => {
  const before = state();
  const { status, stdout, stderr } = release("0.1.0", "--dry-run");

  expect(stderr).not.toContain("Found:");
  expect(status).toBe(0);
  expect(stdout).toContain("0.1.0 could be released");
  expect(state()).toBe(before);
});

test("a release is one commit and one tag, with one version everywhere", () => {
  appendFileSync(fileOf("CHANGELOG.md"), "- **BREAKING** a is b.\n");
  commit();
  const { status, stdout } = release("0.2.0");

  expect(status).toBe(0);
  expect(stdout).toContain("git push --atomic origin main v0.2.0");
  expect(git("status", "--porcelain")).toBe("");
  expect(git("log", "-1", "--format=%s").trim()).toBe("Release 0.2.0");
  expect(git("rev-parse", "v0.2.0^{commit}")).toBe(git("rev-parse", "HEAD"));
  expect(git("cat-file", "-t", "v0.2.0").trim()).toBe("tag");
  expect(read("CHANGELOG.md")).toContain(`## Pending\n\n## 0.2.0 (${TODAY})\n\n- **BREAKING** a is b.\n- `);
  expect(read("docs/openapi.json")).toContain('"version": "0.2.0"');
  expect(git("show", "--name-only", "--format=").trim().split("\n")).toEqual([
    "CHANGELOG.md",
    "Dockerfile",
    "chart/Chart.yaml",
    "dashboard/package.json",
    "docs/openapi.json",
    "package-lock.json",
    "package.json",
    "sdk/package.json",
    "sdk/src/version.ts",
    "server/package.json",
    "shared/package.json",
  ]);
  const notes = spawnSync(process.execPath, ["scripts/release/release-notes.ts", "v0.2.0"], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(notes.stdout).toMatch(/^- \*\*BREAKING\*\* a is b\.\n- /);
  expect(
    spawnSync(process.execPath, ["scripts/release/release-notes.ts", "v0.2.1"], { cwd: folder }).status,
  ).toBe(1);
  // A second time there is nothing to release, and the version is taken.
  const again = release("0.2.0");
  expect(again.status).toBe(1);
  expect(again.stderr).toContain("the tag v0.2.0");
  expect(again.stderr).toContain("nothing under Pending");
});

test("everything that keeps a version back is named at once, and nothing is changed", () => {
  git("tag", "v0.1.0");
  git("switch", "--quiet", "--create", "side");
  replace("CHANGELOG.md", "## Pending\n", `## Pending\n\n- ${["TO", "DO"].join("")}\n- **BREAKING** a is b.`);
  replace("migrations/000002_dimensions.sql", "-- expand\n", "-- expand\n-- changed\n");
  writeFileSync(fileOf("migrations/000099_gone.sql"), "-- contract\ndrop table a;\n");
  replace("docs/settings.md", "| `HOST` |", "| `HOSTS` |");
  replace("Dockerfile", `@${DIGEST}`, "@sha256:…");
  replace("chart/values.yaml", 'digest: ""', 'digest: "sha256:…"');
  replace("sdk/package.json", '"version": "0.1.0"', '"version": "0.1.1"');
  replace("package-lock.json", '"license"', '"resolved": "https://packages.example/a.tgz",\n      "license"');
  writeFileSync(
    fileOf("test/unit/left.test.ts"),
    `${["test", "only"].join(".")}("x", () => 1); // ${["FIX", "ME"].join("")}\n`,
  );
  writeFileSync(fileOf("red"), "a rule is broken\n");
  commit();
  writeFileSync(fileOf("new.txt"), "");
  const before = state();
  const { status, stdout, stderr } = release("0.1.1");

  expect(status).toBe(1);
  expect(stdout).toBe("");
  for (const found of [
    "what is not committed: ?? new.txt",
    "the branch side",
    "the version 0.1.1 after 0.1.0, and BREAKING",
    "CHANGELOG.md: an unfinished bullet",
    "migrations/000002_dimensions.sql is not what it was",
    "migrations/000099_gone.sql contracts",
    "NODE_IMAGE=node:26.10.0-trixie-slim@sha256:…",
    "the digest sha256:… in chart/values.yaml",
    "sdk/package.json names 0.1.1",
    "package-lock.json names packages.example 1 times",
    `${["test", "only"].join(".")} in test/unit/left.test.ts:1`,
    `${["FIX", "ME"].join("")} in test/unit/left.test.ts:1`,
    "npm run docs:check is not content:\n    stale: docs/settings.md",
    "npm run check is not content:\n    a rule is broken",
  ])
    expect(stderr).toContain(`Found: ${found}`);
  expect(state()).toBe(before);
});

test.each([
  {
    what: "the commit",
    prepare: () =>
      writeFileSync(fileOf(".git/hooks/commit-msg"), "#!/bin/sh\necho no; exit 1\n", { mode: 0o755 }),
  },
  { what: "the tag", prepare: () => writeFileSync(fileOf(".git/refs/tags/v0.1.0.lock"), "") },
])("where $what fails, the tree and the branch are as they were", ({ prepare }) => {
  const before = state();
  prepare();
  const { status, stderr } = release("0.1.0");
  rmSync(fileOf(".git/refs/tags/v0.1.0.lock"), { force: true });

  expect(status).toBe(1);
  expect(stderr).toContain("0.1.0 is not released, and everything is as it was");
  expect(state()).toBe(before);
});

test.each([[[]], [["0.1.0", "0.2.0"]], [["0.1.0", "--force"]]])("%j is not understood", (args) => {
  expect(release(...args)).toMatchObject({
    status: 64,
    stderr: "Usage: npm run release -- VERSION [--dry-run]\n",
  });
});
