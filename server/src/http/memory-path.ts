import { randomUUID } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { LRUCache } from "lru-cache";
import type { AccessRule } from "../api/procedures.ts";
import type { Answers } from "../api/answers.ts";
import type { AskedQuestion } from "../api/asked-question.ts";
import type { Authenticator } from "../auth/authenticator.ts";
import type { Caller } from "../auth/caller.ts";
import type { CachedAnswer } from "../cache/cached-answer.ts";
import type { LimitDecision, RequestLimiter } from "../limits/request-limiter.ts";
import type { FixedHeaders, HeaderList } from "./answers/answer-headers.ts";
import { type AnswerForm, packedFor, type SentAnswer } from "./answers/packed-answer.ts";
import { mayAcceptFile } from "./exports/file-formats.ts";
import type { RecordRequest } from "./request/access-log.ts";
import { framingOddity } from "./request/framing.ts";
import { limitHeaders, noteCounted } from "./request/callers.ts";
import { clientOf, hasBody, ownRequestId, pathOf } from "./request/request-state.ts";

/** A question that was read before, and how its handler writes the answer. */
export interface RememberedQuestion {
  readonly question: AskedQuestion;
  readonly access: AccessRule | undefined;
  /** What metrics count it as. */
  readonly route: string;
  readonly form: AnswerForm;
}

/** Questions by the path and query in which they came, word for word; those asked longest ago are forgotten. */
export type RememberedQuestions = LRUCache<string, RememberedQuestion>;

const MOST_CHARACTERS = 2_000_000;
const LONGEST_URL = 4_000;
/** What a question takes beside its text. */
const QUESTION_CHARACTERS = 500;

/** Remembers questions within a bound on all their characters together: about 4 MB. */
export function rememberQuestions(): RememberedQuestions {
  return new LRUCache({
    maxSize: MOST_CHARACTERS,
    maxEntrySize: LONGEST_URL + QUESTION_CHARACTERS,
    sizeCalculation: (_question, url) => url.length + QUESTION_CHARACTERS,
  });
}

export interface MemoryPathParts {
  readonly remembered: RememberedQuestions;
  readonly answers: Pick<Answers, "peek" | "sent">;
  readonly authenticator: Pick<Authenticator, "known">;
  readonly callers: RequestLimiter;
  readonly fixedHeaders: FixedHeaders;
  readonly record: RecordRequest;
  readonly draining: () => boolean;
}

/** An answer, and all that was found out on the way to it. */
interface FoundAnswer {
  readonly asked: RememberedQuestion;
  readonly caller: Caller;
  readonly answer: CachedAnswer;
  readonly fixed: HeaderList;
}

/**
 * Answers questions that were asked before, in the same words, by a caller who was recognised a moment ago, and whose
 * answers are in memory: in one step, without a promise where callers are counted in this process. It leaves nothing
 * out: framing, identity, permission, scope, limit, headers and records are those of the app, made by the same
 * functions. Whatever is new, stale, refused or out of the ordinary goes on to the app untouched.
 */
export function memoryPath(parts: MemoryPathParts, app: RequestListener): RequestListener {
  return (req, res) => {
    const startedAtMs = performance.now();
    const found = lookUp(parts, req);
    if (!found) return app(req, res);

    const proceed = (decision: LimitDecision): void => {
      if (decision.isAllowed) return give(parts, { req, res, startedAtMs, decision }, found);
      noteCounted(req, decision);
      app(req, res);
    };
    const decision = parts.callers.take(found.caller.id, 1);
    if (!(decision instanceof Promise)) return proceed(decision);
    decision.then(proceed, () => app(req, res));
  };
}

/** What can be answered at once; undefined leaves the request to the app, whatever the reason. */
function lookUp(parts: MemoryPathParts, req: IncomingMessage): FoundAnswer | undefined {
  const asked = parts.remembered.get(req.url ?? "");
  if (!asked || parts.draining() || !isPlain(req)) return undefined;
  const fixed = parts.fixedHeaders(req.headers.origin);
  const { authorization } = req.headers;
  if (!fixed || authorization === undefined) return undefined;
  try {
    const caller = parts.authenticator.known([authorization]);
    if (!caller) return undefined;
    const answer = parts.answers.peek(asked.question, asked.access, { caller, refusal: null });
    return answer && { asked, caller, answer, fixed };
  } catch {
    // A token that was revoked, a window that cannot be answered any more: the app says which.
    return undefined;
  }
}

interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly startedAtMs: number;
  readonly decision: LimitDecision;
}

function give(parts: MemoryPathParts, exchange: Exchange, found: FoundAnswer): void {
  const sent = packedFor(exchange.req, found.answer, found.asked.form);
  if (!(sent instanceof Promise)) return send(parts, exchange, { ...found, sent });
  void sent.then((packed) => send(parts, exchange, { ...found, sent: packed }));
}

function send(
  parts: MemoryPathParts,
  exchange: Exchange,
  { asked, caller, answer, fixed, sent }: FoundAnswer & { sent: SentAnswer },
): void {
  const { req, res, startedAtMs, decision } = exchange;
  const id = ownRequestId(req) ?? randomUUID();
  const identity = { caller, refusal: null };
  const path = pathOf(req.url ?? "");
  const client = clientOf(req);
  parts.record(res, { id, method: "GET", path, route: asked.route, identity, client }, startedAtMs);
  parts.answers.sent(answer);
  const { status, headers, body } = sent;
  const limits = limitHeaders(decision, parts.callers.windowSeconds);
  res.writeHead(status, ["X-Request-Id", id, ...fixed, ...limits, ...headers]);
  res.end(body);
}

/**
 * Whether a request is what most are: a GET without a body, on a connection that can be read in one way only, that wants
 * JSON in one piece. All others go through the whole app, which knows what to do with them.
 */
export function isPlain(req: IncomingMessage): boolean {
  const { expect, "trpc-accept": stream } = req.headers;
  return (
    req.method === "GET" &&
    expect === undefined &&
    // A client of tRPC may want a stream, one of REST a file.
    stream === undefined &&
    !mayAcceptFile(req) &&
    !hasBody(req) &&
    framingOddity(req) === undefined
  );
}
