import { expect, test } from "vitest";
import { newApiToken } from "../../../server/src/auth/api-token.ts";
import { secretFaults } from "../../../scripts/supply-chain/secret-faults.ts";

// Put together here, so that this file holds none itself.
const BASE64 = "q7Zp2LkX9vRtYw4NcB8dHs3FgJm6Ea1";
const BEGIN = ["-----BEGIN", "PRIVATE KEY-----"].join(" ");
const SECRETS = [
  { name: "private key", text: [BEGIN, "MC4CAQAwBQYDK2VwBCIEIKx"].join("\n") },
  { name: "KubeCent token", text: `token ${newApiToken().token}` },
  { name: "AWS key", text: `AKIA${"ABCD".repeat(4)}` },
  { name: "GitHub token", text: `ghp_${"a1B2".repeat(9)}` },
  { name: "Slack token", text: `xoxb-${"123456789012-".repeat(2)}` },
  { name: "registry credential", text: ["//registry.example/:_auth", "Token=abcdefgh12345678"].join("") },
  { name: "password in an address", text: `postgresql://kubecent:${BASE64}@db.internal/x` },
  { name: "assigned secret", text: `const jwtSecret = "${BASE64}";` },
];

test.each(SECRETS)("a $name is found with its line, and not shown", ({ name, text }) => {
  const faults = secretFaults("some/file.ts", `first line\n${text}\n`);

  expect(faults).toEqual([`some/file.ts:2: ${name}`]);
});

test.each([
  "postgresql://user:password@localhost:5432/kubecent",
  "https://example.com:8443/a@b",
  'const token = "a-name-that-is-made-of-words";',
  "password = process.env.PASSWORD",
  `const tokenHash = "${BASE64}"; // not a secret: made up`,
])("%s is none", (text) => {
  expect(secretFaults("file", text)).toEqual([]);
});
