import { expect, test } from "vitest";
import { addressKey } from "../../../server/src/limits/address-key.ts";

test.each([
  { address: "1.2.3.4", key: "1.2.3.4" },
  { address: "::ffff:1.2.3.4", key: "1.2.3.4" },
  { address: "2001:db8:1:2:3:4:5:6", key: "2001:db8:1:2::/64" },
  { address: "2001:DB8:1:2::9", key: "2001:db8:1:2::/64" },
  { address: "2001:db8::9", key: "2001:db8:0:0::/64" },
  { address: "fe80::1%eth0", key: "fe80:0:0:0::/64" },
  { address: "::1", key: "0:0:0:0::/64" },
  { address: "<script>", key: "unknown" },
  { address: "", key: "unknown" },
])("$address is counted as $key", ({ address, key }) => {
  expect(addressKey(address)).toBe(key);
});
