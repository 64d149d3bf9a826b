import { createTransport } from "nodemailer";
import type { Mail } from "../channels/email.ts";
import { failed, type Outcome, reached } from "./outcome.ts";

/** The operator's mail server. Its address is the operator's to say, so no rule for users' addresses holds for it. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the start, after STARTTLS, or none. */
  readonly security: "smtps" | "starttls" | "smtp";
  readonly user?: { readonly name: string; readonly password: string } | undefined;
  /** The sender's address. */
  readonly from: string;
}

const TIMEOUT_MS = 15_000;

/** Sends a mail to those who do not have it yet. */
export async function sendMail(
  server: MailServer,
  { messageId, references, ...mail }: Mail,
  to: readonly string[],
): Promise<Outcome> {
  const transport = createTransport({
    host: server.host,
    port: server.port,
    secure: server.security === "smtps",
    requireTLS: server.security === "starttls",
    ignoreTLS: server.security === "smtp",
    ...(server.user && { auth: { user: server.user.name, pass: server.user.password } }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const { accepted, rejected } = await transport.sendMail({
      ...mail,
      from: server.from,
      to: [...to],
      messageId,
      references,
      headers: { "Auto-Submitted": "auto-generated" },
    });
    const has = [...accepted];
    return rejected.length === 0
      ? reached(250, has)
      : failed("recipients_refused", { status: null, next: "few", reached: has });
  } catch (error) {
    return outcomeOfMailError(error);
  } finally {
    transport.close();
  }
}

/** Temporary refusals (4xx) are tried again like a network that is down; final ones a few times. */
function outcomeOfMailError(error: unknown): Outcome {
  if (!(error instanceof Error)) return failed("connection_failed");
  const status =
    "responseCode" in error && typeof error.responseCode === "number" ? error.responseCode : null;
  const code = "code" in error ? String(error.code) : "";
  if (code === "ETIMEDOUT") return failed("timeout", { status });
  if (code === "ETLS") return failed("tls_failed", { status });
  if (status === null) return failed("connection_failed");
  return failed(`status_${status}`, { status, next: status >= 500 ? "few" : "retry" });
}
