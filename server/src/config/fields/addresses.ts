import { BlockList, isIP } from "node:net";
import * as z from "zod";

/** Address of a server that we query: http or https, without a user, a query or a fragment. */
export function httpAddress(example: string) {
  const wanted = `an address with http or https and without a user, a query or a fragment, such as ${example}`;
  return z.string().refine(isPlainHttpAddress, wanted);
}

function isPlainHttpAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !["http:", "https:"].includes(url.protocol)) return false;
  return url.username === "" && url.password === "" && !/[?#\s]/.test(text);
}

/** Networks whose `X-Forwarded-For` is believed, with commas between them. */
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

/** An address, or a network in CIDR notation; not one that holds every address, for then every caller is believed. */
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

const DATABASE_WANTED = "an address such as postgresql://kubecent:…@postgres:5432/kubecent";

/** Address of a PostgreSQL database. A driver in the scheme, as SQLAlchemy writes it, is left out. */
export function databaseUrl() {
  return z
    .string()
    .transform((text) => text.replace(/^postgres(?:ql)?(?:\+[a-z0-9]+)?:\/\//, "postgresql://"))
    .refine(isDatabaseUrl, DATABASE_WANTED);
}

function isDatabaseUrl(text: string): boolean {
  if (!text.startsWith("postgresql://") || !URL.canParse(text)) return false;
  return new URL(text).pathname.length > 1;
}

/** Whether this is the address of an example, which anybody could guess. */
export function isPlaceholder(url: string): boolean {
  const { username, password } = new URL(url);
  return username === "user" && password === "password";
}

const REDIS_WANTED = "an address such as redis://:…@redis:6379/0, or rediss:// with TLS";

/** Address of a Redis, with the number of its database behind the slash. */
export function redisUrl() {
  return z.string().refine(isRedisUrl, REDIS_WANTED);
}

function isRedisUrl(text: string): boolean {
  if (!/^rediss?:\/\//.test(text) || !URL.canParse(text)) return false;
  const { hostname, pathname, search, hash } = new URL(text);
  return hostname !== "" && /^(\/\d{0,4})?$/.test(pathname) && search === "" && hash === "";
}
