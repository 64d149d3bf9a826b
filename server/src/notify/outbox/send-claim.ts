import { createHash } from "node:crypto";
import type { Instant } from "@kubecent/shared";
import type { Claim, ClaimedNotification } from "../../store/notify/claim.ts";
import { mailOf } from "../channels/email.ts";
import { postOf } from "../channels/channel-kinds.ts";
import type { News } from "../channels/news.ts";
import type { ChannelSecrets, SecretBox } from "../secrets/channel-secrets.ts";
import { guardedPost, type PostOptions } from "../sending/guarded-post.ts";
import { failed, type Outcome } from "../sending/outcome.ts";
import { type MailServer, sendMail } from "../sending/send-mail.ts";

/** What sending needs. */
export interface Sending {
  readonly box: SecretBox;
  readonly posting: PostOptions;
  /** Null where the operator has named none. */
  readonly mailServer: MailServer | null;
  readonly now: () => Instant;
}

/** Sends what was claimed, as one message. Never throws. */
export async function sendClaim(claim: Claim, sending: Sending): Promise<Outcome> {
  const secrets = opened(claim, sending.box);
  if (!secrets) return failed("secret_unreadable");
  try {
    const news = newsOf(claim, sending.now());
    const post = postOf(secrets, news);
    return post
      ? await guardedPost(post, sending.posting)
      : await sendAsMail({ claim, news, secrets }, sending);
  } catch {
    return failed("internal");
  }
}

/** Null where the channel's secrets were sealed with another key. */
function opened({ channel }: Claim, box: SecretBox): ChannelSecrets | null {
  try {
    return box.open(channel.sealed, channel.channelId);
  } catch {
    return null;
  }
}

interface MailNews {
  readonly claim: Claim;
  readonly news: News;
  readonly secrets: ChannelSecrets;
}

async function sendAsMail(
  { claim, news, secrets: { target } }: MailNews,
  { mailServer }: Sending,
): Promise<Outcome> {
  if (target.kind !== "email" || !mailServer) return failed("no_mail_server");
  const [{ reached }] = claim.rows;
  const domain = mailServer.from.split("@").at(-1) ?? "kubecent";
  return sendMail(
    mailServer,
    mailOf(news, domain),
    target.to.filter((address) => !reached.includes(address)),
  );
}

function newsOf({ channel, rows }: Claim, now: Instant): News {
  const [first, ...more] = rows;
  const isOne = more.length === 0;
  return {
    id: isOne ? first.notificationId : idOf(rows),
    subject: isOne ? first.subject : `digest/${channel.channelId}`,
    messages: [first.message, ...more.map(({ message }) => message)],
    createdAt: first.createdAt.getTime(),
    now,
  };
}

/** The same for the same rows, on every try. */
function idOf(rows: readonly ClaimedNotification[]): string {
  const ids = rows.map(({ notificationId }) => notificationId).join();
  return createHash("sha256").update(ids).digest("hex").slice(0, 32);
}
