import * as z from "zod";

const WANTED = "an address such as postgresql://kubecent:…@postgres:5432/kubecent";

/** Address of a PostgreSQL database. A driver in the scheme, as SQLAlchemy writes it, is left out. */
export function databaseUrl() {
  return z
    .string()
    .transform((text) => text.replace(/^postgres(?:ql)?(?:\+[a-z0-9]+)?:\/\//, "postgresql://"))
    .refine(isDatabaseUrl, WANTED);
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
