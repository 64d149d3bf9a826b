import { BlockList, isIP } from "node:net";
import * as z from "zod";

/** Places beside public addresses that messages may go to. */
export interface NotifyAllow {
  networks: string[];
  hosts: string[];
}

const ALLOW_WANTED =
  "networks (CIDR) and hosts, with or without a port, with commas between them, such as 10.20.0.0/16,alertmanager.monitoring.svc:9093";
const HOST = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::\d{1,5})?$/;

/** What stands in `NOTIFY_ALLOW`. */
export function notifyAllow() {
  return z.string().transform((text, context): NotifyAllow => {
    const parts = text.split(",").map((part) => part.trim().toLowerCase());
    const networks = parts.filter(isNetwork);
    const hosts = parts.filter((part) => !isNetwork(part));
    if (hosts.every((host) => HOST.test(host))) return { networks, hosts };
    context.addIssue({ code: "custom", message: ALLOW_WANTED });
    return z.NEVER;
  });
}

function isNetwork(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  if (bits === undefined) return true;
  if (!/^\d{1,3}$/.test(bits)) return false;
  try {
    new BlockList().addSubnet(address, Number(bits), version === 4 ? "ipv4" : "ipv6");
    return true;
  } catch {
    return false;
  }
}

/** A mail server as its address says it. */
export interface SmtpServer {
  host: string;
  port: number;
  security: "smtps" | "starttls" | "smtp";
  user?: { name: string; password: string } | undefined;
}

const PORTS = { smtps: 465, starttls: 587, smtp: 25 } as const;
const SMTP_WANTED =
  "an address such as starttls://user:password@smtp.example.com:587: smtps for TLS from the start, starttls for TLS that is required, smtp for none";

/** What stands in `SMTP_URL`. The scheme says how the connection is protected, and never falls back. */
export function smtpUrl() {
  return z.string().transform((text, context): SmtpServer => {
    const scheme = /^(smtps|starttls|smtp):\/\//.exec(text)?.[1];
    const url = URL.canParse(text) ? new URL(text) : null;
    const isGood = url && url.hostname !== "" && /^\/?$/.test(url.pathname) && url.search + url.hash === "";
    if (!isGood || (scheme !== "smtps" && scheme !== "starttls" && scheme !== "smtp")) {
      context.addIssue({ code: "custom", message: SMTP_WANTED });
      return z.NEVER;
    }
    const { hostname, port, username, password } = url;
    return {
      host: hostname.replace(/^\[|\]$/g, ""),
      port: port === "" ? PORTS[scheme] : Number(port),
      security: scheme,
      ...(username !== "" && {
        user: { name: decodeURIComponent(username), password: decodeURIComponent(password) },
      }),
    };
  });
}
