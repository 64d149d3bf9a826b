import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDataFolder, runAdminToEnd, runServiceToEnd } from "../support/server-process.ts";

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
  const first = await runAdminToEnd(["prices", "convert", file("list.csv"), "--out", out], {});
  const again = await runAdminToEnd(["prices", "convert", file("list.csv"), "--out", out], {});
  const odd = await runAdminToEnd(["prices", "convert", file("odd.csv")], {});

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
  const { code, stderr, stdout } = await runServiceToEnd({
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

test("prices update takes a list into use once, and says what keeps it from that", async () => {
  const own = path.join(import.meta.dirname, "../../server/price-lists/gcp.br");
  const text = brotliDecompressSync(readFileSync(own)).toString();
  writeFileSync(file("gcp.txt"), text.replace(/^date .*$/m, "date 2026-11-28"));
  writeFileSync(file("page.html"), "<!doctype html>");
  const environment = { KUBECENT_DATA: file("own-data") };
  const update = (...options: string[]) => runAdminToEnd(["prices", "update", ...options], environment);

  const bundled = await update(own);
  expect(bundled).toMatchObject({
    code: 0,
    stdout: "Nothing new: gcp 2026-08-03, as it came with KubeCent.\n",
  });
  const newer = await update(file("gcp.txt"));
  expect(newer.stdout).toContain("gcp 2026-11-28 is in use as version 1.");
  expect(newer.code).toBe(0);
  const again = await update(file("gcp.txt"));
  expect(again).toMatchObject({ code: 0, stdout: "Nothing new: gcp 2026-11-28, version 1.\n" });
  const page = await update(file("page.html"));
  expect(page).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringContaining("it is text, but no prices"),
  });
  const neither = await update();
  expect(neither).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("Name a file, or a cloud by --from"),
  });
  const nobody = await update("--from", "aws", "--url", "http://127.0.0.1:1");
  expect(nobody).toMatchObject({ code: 0, stdout: expect.stringContaining("No stored node lies on AWS") });
}, 120_000);
