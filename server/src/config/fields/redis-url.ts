import * as z from "zod";

const WANTED = "an address such as redis://:…@redis:6379/0, or rediss:// with TLS";

/** Address of a Redis, with the number of its database behind the slash. */
export function redisUrl() {
  return z.string().refine(isRedisUrl, WANTED);
}

function isRedisUrl(text: string): boolean {
  if (!/^rediss?:\/\//.test(text) || !URL.canParse(text)) return false;
  const { hostname, pathname, search, hash } = new URL(text);
  return hostname !== "" && /^(\/\d{0,4})?$/.test(pathname) && search === "" && hash === "";
}
