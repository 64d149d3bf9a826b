import { BlockList, isIP } from "node:net";

/** What an operator lets messages go to beside public addresses: networks, hosts, and hosts with a port. */
export interface AllowedPlaces {
  readonly networks: readonly string[];
  /** Host names in lower case, such as `alertmanager.monitoring.svc` or `alertmanager.monitoring.svc:9093`. */
  readonly hosts: readonly string[];
}

/** Where a request is about to connect to. */
export interface Place {
  /** As the URL has it. */
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
}

const DENIED_V4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  // Azure's own service on each machine, which looks public.
  ["168.63.129.16", 32],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];
/** Parts of 2000::/3, the public addresses, that lead elsewhere: tunnels hide an address of version 4 in them. */
const DENIED_V6: readonly (readonly [string, number])[] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];
const PUBLIC_PORTS: ReadonlySet<number> = new Set([443]);

const deniedV4 = new BlockList();
for (const [network, bits] of DENIED_V4) deniedV4.addSubnet(network, bits, "ipv4");
const deniedV6 = new BlockList();
for (const [network, bits] of DENIED_V6) deniedV6.addSubnet(network, bits, "ipv6");
const publicV6 = new BlockList();
publicV6.addSubnet("2000::", 3, "ipv6");

/** Whether an address is anybody's on the internet: not this machine's, its network's, or a cloud's metadata. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !deniedV4.check(address, "ipv4");
    case 6:
      // An IPv4-mapped or NAT64 address is outside 2000::/3.
      return publicV6.check(address, "ipv6") && !deniedV6.check(address, "ipv6");
    default:
      return false;
  }
}

/** Decides by the address that is connected to, not by its name alone: names change what they lead to. */
export type AddressRule = (address: string, place: Place) => boolean;

/** The rule: public addresses over TLS at port 443, and what the operator allows, anyhow. */
export function addressRule({ networks, hosts }: AllowedPlaces): AddressRule {
  const allowed = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    const type = isIP(address) === 6 ? "ipv6" : "ipv4";
    allowed.addSubnet(address, Number(bits ?? (type === "ipv6" ? 128 : 32)), type);
  }
  const named = new Set(hosts);
  return (address, { host, port, isTls }) => {
    const name = host.toLowerCase();
    if (named.has(name) || named.has(`${name}:${port}`)) return true;
    const version = isIP(address);
    // A mapped address would match a network of version 4, but connects by version 6.
    if (version !== 0 && !isMapped(address) && allowed.check(address, version === 6 ? "ipv6" : "ipv4"))
      return true;
    return isTls && PUBLIC_PORTS.has(port) && isPublicAddress(address);
  };
}

function isMapped(address: string): boolean {
  return isIP(address) === 6 && address.toLowerCase().startsWith("::ffff:");
}
