import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDataFolder, runToEnd } from "../support/server-process.ts";

const data = createDataFolder();
const file = (name: string): string => path.join(data.folder, name);
const LIST =
  "EndTimestamp,InstanceID,Region,AssetClass,InstanceIDField,InstanceType,MarketPriceHourly,Version\n" +
  ",ip-10-0-0-4,,node,metadata.name,,0.2,\n";

beforeAll(() => {
  mkdirSync(data.folder, { recursive: true });
  writeFileSync(file("list.csv"), LIST);
  writeFileSync(file("odd.csv"), `${LIST},i-0abc,,node,spec.providerID,,0.1,\n`);
});
afterAll(() => data.remove());

test("prices convert writes a book once, and says what it cannot convert", async () => {
  const out = file("book.json");
  const first = await runToEnd("scripts/admin.ts", ["prices", "convert", file("list.csv"), "--out", out], {});
  const again = await runToEnd("scripts/admin.ts", ["prices", "convert", file("list.csv"), "--out", out], {});
  const odd = await runToEnd("scripts/admin.ts", ["prices", "convert", file("odd.csv")], {});

  expect([first.code, first.stderr]).toEqual([0, ""]);
  expect(JSON.parse(readFileSync(out, "utf8"))).toEqual({
    name: "list",
    currency: "USD",
    prices: [{ kind: "node", node: "ip-10-0-0-4", perNodeHour: 0.2 }],
  });
  expect(again).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("EEXIST") });
  expect(odd).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringContaining("line 3: InstanceID: found i-0abc"),
  });
});

test("a server does not start by another program's list, and says what makes a book of it", async () => {
  const { code, stderr, stdout } = await runToEnd("scripts/start.ts", [], {
    KUBECENT_DATA: file("data"),
    PORT: "0",
    PRICE_BOOK_FILE: file("list.csv"),
    PROMETHEUS_URL: "http://127.0.0.1:1",
  });

  expect(code).toBe(78);
  expect(stderr + stdout).toContain(
    "found OpenCost's or Kubecost's pricing CSV, wanted a book of KubeCent's",
  );
  expect(stderr + stdout).toContain("prices convert FILE");
});
