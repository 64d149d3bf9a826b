import type { Role, TokenCreateInput } from "@kubecent/shared";

/** Roles, least first, and what each may do. */
export const TOKEN_ROLES: readonly { readonly role: Role; readonly may: string }[] = [
  { role: "viewer", may: "sees costs" },
  { role: "editor", may: "sees costs" },
  { role: "auditor", may: "sees costs and the audit log" },
  { role: "admin", may: "also changes settings and access" },
];

const DAY_SECONDS = 86_400;

/** How long a token may live; 0 is for ever. */
export const LIFETIMES: readonly { readonly seconds: number; readonly name: string }[] = [
  { seconds: DAY_SECONDS, name: "1 day" },
  { seconds: 7 * DAY_SECONDS, name: "7 days" },
  { seconds: 30 * DAY_SECONDS, name: "30 days" },
  { seconds: 90 * DAY_SECONDS, name: "90 days" },
  { seconds: 365 * DAY_SECONDS, name: "a year" },
  { seconds: 0, name: "until it is revoked" },
];

/** What the form asks for. What is left empty is left to the service: all that the caller sees. */
export function readTokenFields(fields: FormData): TokenCreateInput {
  const clusters = namesIn(fields, "clusters");
  const namespaces = namesIn(fields, "namespaces");
  const seconds = Number(textOf(fields, "lifetime"));
  const role = TOKEN_ROLES.find((each) => each.role === textOf(fields, "role"))?.role ?? "viewer";
  return {
    name: textOf(fields, "name").trim(),
    role,
    ...((clusters ?? namespaces) && {
      scope: { ...(clusters && { clusters }), ...(namespaces && { namespaces }) },
    }),
    ...(seconds > 0 && { expiresInSeconds: seconds }),
  };
}

/** Names with commas; undefined where there is none. */
function namesIn(fields: FormData, name: string): string[] | undefined {
  const names = textOf(fields, name)
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
  return names.length === 0 ? undefined : names;
}

function textOf(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === "string" ? value : "";
}
