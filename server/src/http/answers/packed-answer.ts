import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gzip, gzipSync } from "node:zlib";
import type { Answer } from "../../api/answers.ts";
import { acceptedCoding } from "./accepted-coding.ts";
import type { HeaderList } from "./answer-headers.ts";

/** What is sent for an answer, apart from what every answer of the service carries. */
export interface SentAnswer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Buffer | undefined;
}

/** How a handler writes an answer, for a caller who holds answers with these tags. */
export type AnswerForm = (answer: Answer, ifNoneMatch: string | undefined) => SentAnswer;

/** Less than this comes in as many packets either way. */
const LEAST_BYTES = 2_048;
/** The fastest: higher levels take far longer for a little less. */
const LEVEL = 1;
/** Up to here a body is packed at once, in a tenth of a millisecond or two: to have another thread do it takes as long again. */
const MOST_AT_ONCE_BYTES = 65_536;
/** A window of 8 KB packs our answers no worse, and half of what a small body takes was to lay out 256 KB for it. */
const SMALL = { level: LEVEL, windowBits: 13, memLevel: 6 };
const THERE = { gzip: true };

/**
 * Packed bodies by the bytes of their answer: they stay as long as the cache keeps those, and take a fraction of their memory.
 * An answer is packed once, however often it is sent.
 */
const packs = new WeakMap<Buffer, Map<AnswerForm, Buffer>>();
const packBytes = promisify<Buffer, { level: number }, Buffer>(gzip);

/**
 * What is sent for an answer: packed by gzip where the caller takes that, and at once where it was packed before. Answers
 * to queries only: what a change answers may hold a secret beside a text of the caller's, and lengths tell of that.
 */
export function packedFor(
  { headers }: Pick<IncomingMessage, "headers">,
  answer: Answer,
  form: AnswerForm,
): SentAnswer | Promise<SentAnswer> {
  const plain = form(answer, headers["if-none-match"]);
  const { body } = plain;
  const isSmall = body === undefined || body.length < LEAST_BYTES;
  if (isSmall || acceptedCoding(headers["accept-encoding"], THERE) !== "gzip") return plain;

  const known = packs.get(answer.body)?.get(form);
  if (known) return asPacked(plain, known);
  if (body.length <= MOST_AT_ONCE_BYTES) return asPacked(plain, keep(gzipSync(body, SMALL), answer, form));
  // It fails for want of memory alone: then the answer goes as it is.
  return pack(body, answer, form).then(
    (made) => asPacked(plain, made),
    () => plain,
  );
}

async function pack(body: Buffer, answer: Answer, form: AnswerForm): Promise<Buffer> {
  return keep(await packBytes(body, { level: LEVEL }), answer, form);
}

function keep(made: Buffer, answer: Answer, form: AnswerForm): Buffer {
  packs.set(answer.body, new Map(packs.get(answer.body)).set(form, made));
  return made;
}

/** Other bytes of the same answer: a strong tag would say that they are the same (RFC 9110 8.8.1). */
function asPacked({ status, headers }: SentAnswer, body: Buffer): SentAnswer {
  const changed = headers.map((value, index) => {
    const name = headers[index - 1];
    if (name === "ETag") return `W/${value}`;
    return name === "Content-Length" ? String(body.length) : value;
  });
  return { status, headers: [...changed, "Content-Encoding", "gzip"], body };
}
