import { BlockList, isIP } from "node:net";
import * as z from "zod";

/** Address of a server that we ask: http or https, without a user, a query or a fragment. */
export function httpAddress(example: string) {
  const wanted = `an address with http or https and without a user, a query or a fragment, such as ${example}`;
  return z.string().refine(isPlainHttpAddress, wanted);
}

function isPlainHttpAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !["http:", "https:"].includes(url.protocol)) return false;
  return url.username === "" && url.password === "" && !/[?#\s]/.test(text);
}

/** Networks whose word about the caller's address is believed, with commas between them. */
export function networks() {
  return z.string().transform((text, context): string[] => {
    const parts = text.split(",").map((part) => part.trim());
    if (parts.every(isNetwork)) return parts;
    context.addIssue({
      code: "custom",
      message:
        "networks with commas between them, such as 10.0.0.0/8,fd00::/8. Name those of your ingress only, never all addresses",
    });
    return z.NEVER;
  });
}

/** An address, or a network in CIDR notation; not one that holds every address, for then anybody is believed. */
function isNetwork(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  if (bits === undefined) return true;
  if (!/^[1-9]\d{0,2}$/.test(bits)) return false;
  try {
    new BlockList().addSubnet(address, Number(bits), version === 4 ? "ipv4" : "ipv6");
    return true;
  } catch {
    return false;
  }
}
