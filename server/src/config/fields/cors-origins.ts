import { jsonOrUndefined } from "@kubecent/shared";
import * as z from "zod";
import type { Environment } from "../groups/service-settings.ts";

/** Where browsers may call from when nothing is said. */
export const DEFAULT_ORIGINS: Readonly<Record<Environment, readonly [string]>> = {
  development: ["http://localhost:3000"],
  staging: ["https://staging-app.example.com"],
  production: ["https://app.example.com"],
};

const ListSchema = z.array(z.string().trim().min(1));

/** Origins as a JSON list, or with commas between them; `*` stands for any. */
export function corsOrigins() {
  const wanted = 'origins as a JSON list or with commas, such as ["https://app.example.com"]';
  return z.string().transform((text, context): readonly string[] => {
    const list = text.trimStart().startsWith("[") ? jsonOrUndefined(text) : text.split(",");
    const result = ListSchema.safeParse(list);
    if (result.success) return result.data;
    context.addIssue({ code: "custom", message: wanted });
    return z.NEVER;
  });
}

/** An origin that production refuses, and what is wanted instead. */
export interface OriginFault {
  readonly found: string;
  readonly wanted: string;
}

/** What is wrong with origins in production. */
export function productionOriginFaults(origins: readonly string[]): OriginFault[] {
  return origins.flatMap((found, index) => {
    const wanted = origins.indexOf(found) < index ? "each origin once" : faultOf(found);
    return wanted === undefined ? [] : [{ found, wanted }];
  });
}

/** A browser sends an origin as scheme, host and port alone: any other text would never match, or match too much. */
function faultOf(origin: string): string | undefined {
  if (origin.includes("*")) return "origins by name: Wildcard CORS origins not allowed in production";
  if (origin === "null") return 'origins by name: "null" is what any sandboxed page sends';
  const url = URL.canParse(origin) ? new URL(origin) : null;
  if (url?.protocol !== "https:") return "origins with https, such as https://app.example.com";
  if (url.username !== "" || url.password !== "") return "origins without a user and password";
  if (url.origin !== origin) {
    return "origins of scheme, host and port alone, in lower case, such as https://app.example.com (no path, no slash at the end)";
  }
  return undefined;
}
