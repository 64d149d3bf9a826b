import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Webhook } from "standardwebhooks";
import { signature } from "../../../server/src/notify/channels/webhook.ts";

const PAGE = readFileSync("docs/alerts.md", "utf8");

test("the signature of the page is the one of its body", () => {
  const [, block = "{}"] = /<!-- example: signature -->\s+```json\n([\s\S]*?)```/.exec(PAGE) ?? [];
  const example: Record<string, string> = JSON.parse(block);
  const { "signed with": secret = "", body = "", "webhook-id": id, "webhook-timestamp": at } = example;

  expect(example["webhook-signature"]).toBe(signature(secret, `${id}.${at}.${body}`));
  // The standard's package would refuse it for its age alone.
  expect(new Webhook(secret).sign(id ?? "", new Date(Number(at) * 1_000), body)).toBe(
    example["webhook-signature"],
  );
});
