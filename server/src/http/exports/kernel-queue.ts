import { readFile } from "node:fs/promises";
import { SocketAddress, type Socket } from "node:net";
import { endianness } from "node:os";

const TABLES = ["/proc/self/net/tcp", "/proc/self/net/tcp6"];
const IPV4_BYTES = 4;

/** The ends of a connection. */
export type Ends = Pick<Socket, "localPort" | "remotePort" | "remoteAddress">;

/**
 * How many bytes the kernel holds of a connection that the other side has not taken. Linux tells a process that there is
 * room only when a third of its buffer is free, which with a slow reader takes minutes; its table tells at once. Where
 * there is no such table the answer is 0: other systems say early that there is room.
 */
export async function kernelQueueBytes(ends: Ends): Promise<number> {
  const tables = await Promise.all(TABLES.map((table) => readFile(table, "latin1").catch(() => "")));
  try {
    return queuedBytes(tables.join("\n"), ends);
  } catch {
    // A table or an address of another form tells as little as none.
    return 0;
  }
}

/** The same from the tables' text. */
export function queuedBytes(tables: string, { localPort, remotePort, remoteAddress }: Ends): number {
  // A connection that has gone has no ends.
  if (localPort === undefined || remotePort === undefined || remoteAddress === undefined) return 0;
  const [local, remote] = [portText(localPort), portText(remotePort)];
  const wanted = plainAddress(remoteAddress);
  for (const line of tables.split("\n")) {
    const [, here = "", there = "", , queues = ""] = line.trim().split(/\s+/);
    if (!here.endsWith(local) || !there.endsWith(remote)) continue;
    if (addressOf(there.slice(0, -remote.length)) === wanted) return Number.parseInt(queues, 16);
  }
  return 0;
}

function portText(port: number): string {
  return `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** The kernel writes an address as numbers of 32 bits, in the order that the machine has their bytes in. */
function addressOf(hex: string): string {
  const bytes = Buffer.from(hex, "hex");
  if (endianness() === "LE") bytes.swap32();
  if (bytes.length === IPV4_BYTES) return plainAddress(bytes.join("."));
  return plainAddress(bytes.toString("hex").replaceAll(/(.{4})(?!$)/g, "$1:"));
}

/** One text for each address, however it was written; an IPv4 address within IPv6 is that address. */
function plainAddress(address: string): string {
  const family = address.includes(":") ? "ipv6" : "ipv4";
  const plain = new SocketAddress({ address: address.replace(/%.*$/, ""), family }).address;
  return plain.replace(/^::ffff:(?=\d+\.)/i, "");
}
