import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { hasTerminals, startAtTerminal } from "../../support/terminal.ts";

const DIES = "test/unit/log/dies.ts";
const CLOCK = String.raw`\[\d\d:\d\d:\d\d\]`;

describe.skipIf(!hasTerminals)("at a terminal", () => {
  test.each([
    ["exit", 3, "INFO:   last hours=1"],
    ["throw", 70, 'ERROR:  last error="a mistake"'],
  ])("the last line of a process that ends by %s is there", async (way, code, last) => {
    const screen = await startAtTerminal([DIES, way]).ended;

    const lines = linesOf(screen.text);
    expect(screen.code).toBe(code);
    expect(lines.at(-1)).toMatch(new RegExp(`^${CLOCK} ${last}$`));
    expect(lines[1]).toMatch(new RegExp(`^${CLOCK} WARN:   found cluster=`));
  });

  test("so is the last line of one that is told to end", async () => {
    const process = startAtTerminal([DIES, "wait"]);
    await process.until(/found/);
    process.signal("SIGTERM");
    const { code, text } = await process.ended;

    expect(code).toBe(0);
    expect(linesOf(text).at(-1)).toMatch(/INFO: {3}last signal=SIGTERM$/);
  });

  test("a hostile value moves no cursor, begins no line, and gives no secret away", async () => {
    const { text } = await startAtTerminal([DIES, "exit"]).ended;

    expect(text).toContain(String.fromCodePoint(27));
    expect(stripColours(text)).not.toMatch(/[^\P{Cc}\r\n]/u);
    expect(linesOf(text)).toHaveLength(3);
    expect(text).not.toContain("abcdef");
  });

  test("NO_COLOR is heeded", async () => {
    const { text } = await startAtTerminal([DIES, "exit"], { env: { NO_COLOR: "1" } }).ended;

    expect(text).not.toMatch(/[^\P{Cc}\r\n]/u);
  });

  test("LOG_FORMAT=json is JSON there too", async () => {
    const { text } = await startAtTerminal([DIES, "exit", "json"]).ended;

    expect(JSON.parse(linesOf(text).at(-1) ?? "")).toMatchObject({ level: "info", event: "last", hours: 1 });
  });
});

/** Colours alone: other sequences stay. */
function stripColours(text: string): string {
  const escape = String.fromCodePoint(27);
  return text.replaceAll(new RegExp(`${escape}\\[[\\d;]*m`, "g"), "");
}

function linesOf(text: string): string[] {
  return stripVTControlCharacters(text).trimEnd().split(/\r?\n/);
}
