import type { NotificationMessage } from "@kubecent/shared";

/** How much of a message is told, from all of it to what fits everywhere. */
interface Cut {
  readonly title: number;
  readonly facts: number;
  readonly factChars: number;
  readonly why: number;
}

const CUTS: readonly Cut[] = [
  { title: 300, facts: 20, factChars: 500, why: 2_000 },
  { title: 300, facts: 20, factChars: 150, why: 500 },
  { title: 200, facts: 8, factChars: 80, why: 200 },
  { title: 120, facts: 3, factChars: 40, why: 0 },
];

type Messages = readonly NotificationMessage[];

/** Writes a body of messages, and says how many more there are that it does not tell. */
export type WriteBody = (messages: Messages, left: number) => string;

/**
 * The body with as much of the messages as `maxBytes` take: texts are cut first, then whole messages are left out.
 * Receivers refuse what is too large, and then nobody hears anything.
 */
export function fitBody(messages: Messages, write: WriteBody, maxBytes: number): string {
  for (const cut of CUTS) {
    const body = write(
      messages.map((message) => cutMessage(message, cut)),
      0,
    );
    if (Buffer.byteLength(body) <= maxBytes) return body;
  }
  return fewer(messages, write, maxBytes);
}

function fewer(messages: Messages, write: WriteBody, maxBytes: number): string {
  const [, , , shortest = { title: 120, facts: 3, factChars: 40, why: 0 }] = CUTS;
  const short = messages.map((message) => ({ ...cutMessage(message, shortest), link: undefined }));
  let told = short.length;
  let body = write(short, 0);
  while (told > 1 && Buffer.byteLength(body) > maxBytes) {
    told = Math.max(1, Math.floor(told * 0.8));
    body = write(short.slice(0, told), short.length - told);
  }
  return body;
}

function cutMessage(
  message: NotificationMessage,
  { title, facts, factChars, why }: Cut,
): NotificationMessage {
  return {
    ...message,
    title: cutText(oneLine(message.title), title),
    facts: message.facts.slice(0, facts).map(({ name, value }) => ({
      name: cutText(oneLine(name), factChars),
      value: cutText(oneLine(value), factChars),
    })),
    why: cutText(oneLine(message.why), why),
  };
}

/** A name with a line break in it would pass for another line of the message. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ");
}

/** A text of at most so many UTF-16 units; a cut one ends in an ellipsis, and never in half a character. */
export function cutText(text: string, longest: number): string {
  if (text.length <= longest) return text;
  if (longest === 0) return "";
  return `${text
    .slice(0, longest - 1)
    .toWellFormed()
    .replace(/\ufffd$/u, "")}…`;
}

/** What a digest says last, where it does not tell everything. */
export function leftLine(left: number): string {
  return `… and ${left} more. Ask alerts.deliveries for all of them.`;
}
