import { isIPv4, isIPv6, SocketAddress } from "node:net";

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const GROUPS = 8;
const NETWORK_GROUPS = 4;

/** What an address is counted as: one IPv6 customer has a whole /64, and could call from all of it. */
export function addressKey(address: string): string {
  const mapped = MAPPED_IPV4.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (isIPv4(address)) return address;
  return isIPv6(address) ? `${networkOf(address)}::/64` : "unknown";
}

function networkOf(address: string): string {
  // Written in full once: `fe80::1%eth0` and `FE80:0::1` are the same to the limit.
  const plain = new SocketAddress({ address: address.replace(/%.*$/, ""), family: "ipv6" }).address;
  const [head = "", tail = ""] = plain.split("::");
  const front = head === "" ? [] : head.split(":");
  const back = tail === "" ? [] : tail.split(":");
  const missing = Array.from({ length: GROUPS - front.length - back.length }, () => "0");
  return [...front, ...missing, ...back].slice(0, NETWORK_GROUPS).join(":");
}
