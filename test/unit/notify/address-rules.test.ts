import * as fc from "fast-check";
import { expect, test } from "vitest";
import { addressRule, isPublicAddress } from "../../../server/src/notify/sending/address-rules.ts";

const nothing = addressRule({ networks: [], hosts: [] });
const at443 = { host: "hooks.example.com", port: 443, isTls: true };

test.each([
  "0.0.0.0",
  "10.0.0.1",
  "100.64.0.1",
  "127.0.0.1",
  "127.8.8.8",
  "169.254.169.254",
  "168.63.129.16",
  "172.16.0.1",
  "172.31.255.255",
  "192.0.0.1",
  "192.0.2.1",
  "192.88.99.1",
  "192.168.1.1",
  "198.18.0.1",
  "198.51.100.1",
  "203.0.113.9",
  "224.0.0.1",
  "240.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::127.0.0.1",
  "::ffff:127.0.0.1",
  "::ffff:8.8.8.8",
  "::ffff:a9fe:a9fe",
  "64:ff9b::7f00:1",
  "64:ff9b:1::1",
  "100::1",
  "fc00::1",
  "fd00:ec2::254",
  "fe80::1",
  "fec0::1",
  "ff02::1",
  "2001::1",
  "2001:db8::1",
  "2002:7f00:1::",
  "3fff::1",
  "not an address",
  "",
])("%s is nobody's on the internet", (address) => {
  expect(isPublicAddress(address)).toBe(false);
  expect(nothing(address, at443)).toBe(false);
});

test.each(["1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450::1"])(
  "%s is public",
  (address) => {
    expect(nothing(address, at443)).toBe(true);
  },
);

test("public addresses take nothing without TLS or at another port", () => {
  expect(nothing("1.1.1.1", { ...at443, isTls: false })).toBe(false);
  expect(nothing("1.1.1.1", { ...at443, port: 8443 })).toBe(false);
});

test("no private address of version 4 is public, in whatever form", () => {
  const byte = fc.integer({ min: 0, max: 255 });
  const first = fc.constantFrom("10", "127", "0", "169.254", "192.168", "172.20", "100.100", "224", "250");
  fc.assert(
    fc.property(first, byte, byte, byte, (start, one, two, three) => {
      const rest = [one, two, three].slice(0, 4 - start.split(".").length);
      const address = [start, ...rest].join(".");
      expect(isPublicAddress(address)).toBe(false);
      expect(isPublicAddress(`::ffff:${address}`)).toBe(false);
      expect(isPublicAddress(`64:ff9b::${address}`)).toBe(false);
      expect(isPublicAddress(`::${address}`)).toBe(false);
    }),
  );
});

test("an operator allows networks, hosts and hosts with a port, and nothing beside them", () => {
  const rule = addressRule({
    networks: ["10.20.0.0/16", "fd00::/8"],
    hosts: ["alertmanager.monitoring.svc:9093", "relay"],
  });
  const plain = { host: "x", port: 9093, isTls: false };

  expect(rule("10.20.3.4", plain)).toBe(true);
  expect(rule("fd00::9", plain)).toBe(true);
  expect(rule("::ffff:10.20.3.4", plain)).toBe(false);
  expect(rule("10.21.3.4", plain)).toBe(false);
  expect(rule("192.168.0.9", { ...plain, host: "Alertmanager.monitoring.svc" })).toBe(true);
  expect(rule("192.168.0.9", { ...plain, host: "alertmanager.monitoring.svc", port: 22 })).toBe(false);
  expect(rule("127.0.0.1", { host: "relay", port: 1, isTls: false })).toBe(true);
  expect(rule("127.0.0.1", plain)).toBe(false);
});
