import { CostError, type Instant, MAX_PAGE_ROWS } from "@kubecent/shared";
import * as z from "zod";
import { HeldSnapshot, type ReadFrom } from "../store/paging/held-snapshot.ts";
import { admit } from "./admission.ts";
import { type Call, run } from "./call.ts";
import type { Context } from "./context.ts";

/** A row as its procedure answers it. */
export type AnswerRow = Record<string, unknown>;

const PageSchema = z.object({
  rows: z.array(z.record(z.string(), z.unknown())),
  nextCursor: z.string().nullable(),
  dataVersion: z.string().optional(),
  window: z.object({ start: z.string(), end: z.string() }).optional(),
  currency: z.string().optional(),
  coverage: z.object({ ratio: z.number() }).optional(),
});
type Page = z.output<typeof PageSchema>;

/** What an answer says of all its rows; audit records have no data version, window or currency. */
export interface WholeHead extends Omit<Page, "rows" | "nextCursor"> {
  readonly rowCount: number;
  readonly readFrom: ReadFrom;
}

export interface WholeQuestion {
  /** Asks for the first page; its input is good for all of them. */
  readonly call: Call;
  /** Who asks for the other pages, found out anew for each: a token may be revoked meanwhile. */
  readonly context: () => Promise<Context>;
  readonly exportMaxRows: number;
  /** Rows that are in memory at a time; a whole page of the question where nothing is said. */
  readonly pageRows?: number;
}

interface OpenedAnswer {
  readonly question: WholeQuestion;
  readonly held: HeldSnapshot;
  readonly first: Page;
  readonly now: Instant;
  readonly rowCount: number;
  readonly readFrom: ReadFrom;
}

/**
 * All pages of an answer, out of one moment of the data. Each page is a call of its own, with all that is checked of
 * calls: who asks, what they may see, the shape of what goes out. The input alone is read once, for all of them.
 */
export class WholeAnswer {
  readonly #question: WholeQuestion;
  readonly #held: HeldSnapshot;
  readonly #first: Page;
  readonly #now: Instant;
  readonly head: WholeHead;

  private constructor({ question, held, first, now, rowCount, readFrom }: OpenedAnswer) {
    this.#question = question;
    this.#held = held;
    this.#first = first;
    this.#now = now;
    const { rows: _rows, nextCursor: _next, ...head } = first;
    this.head = { ...head, rowCount, readFrom };
  }

  /** Asks for the first page. Throws what the procedure refuses, and TOO_MANY_ROWS. */
  static async open(question: WholeQuestion, signal: AbortSignal): Promise<WholeAnswer> {
    const { call, exportMaxRows } = question;
    const { services } = call.ctx;
    const held = new HeldSnapshot(services.database, { exportMaxRows });
    const cancel = (): void => void held.cancel().catch(() => undefined);
    signal.addEventListener("abort", cancel, { once: true });
    if (signal.aborted) cancel();
    try {
      const now = services.now();
      const first = await askPage(question, { ...call, ctx: pageContext(call.ctx, held, now) }, null);
      return new WholeAnswer({ question, held, first, now, ...(await held.told()) });
    } catch (error) {
      await held.close();
      throw signal.aborted ? signal.reason : error;
    }
  }

  /** Every row, page by page; the next page is made when it is asked for. Throws where the caller may no longer ask. */
  async *pages(): AsyncGenerator<readonly AnswerRow[]> {
    let page = this.#first;
    yield page.rows;
    while (page.nextCursor !== null) {
      const call = await this.#renewed();
      page = await askPage(this.#question, call, page.nextCursor);
      // One snapshot has one version; anything else must not be put together.
      if (page.dataVersion !== this.head.dataVersion) throw new Error("The data changed within an answer");
      yield page.rows;
    }
  }

  /** The call for the next page, by the caller that the token stands for by now. */
  async #renewed(): Promise<Call> {
    const { call, context } = this.#question;
    const ctx = await context();
    if (ctx.identity.caller && grantsOf(ctx) !== grantsOf(call.ctx)) throw changed();
    return { ...call, ...admit(pageContext(ctx, this.#held, this.#now), call.procedure) };
  }

  /** Gives back what the answer holds; afterwards there are no more pages. */
  close(): Promise<void> {
    return this.#held.close();
  }
}

function grantsOf({ identity }: Context): string {
  return JSON.stringify(identity.caller?.grants ?? []);
}

function changed(): CostError {
  return new CostError("FORBIDDEN", "What you may see has changed meanwhile. Ask again.");
}

/** The context of a page: all pages read from one snapshot, and look up their window at one time. */
function pageContext(ctx: Context, held: HeldSnapshot, now: Instant): Context {
  return { ...ctx, held, services: { ...ctx.services, now: () => now } };
}

async function askPage({ pageRows }: WholeQuestion, call: Call, cursor: string | null): Promise<Page> {
  const input = { ...Object(call.input), limit: pageRows ?? MAX_PAGE_ROWS, ...(cursor && { cursor }) };
  return PageSchema.parse(await run({ ...call, input }));
}

/** Refuses what only pages have. */
export function refusePageFields(input: object): void {
  const fields = ["limit", "cursor"].filter((field) => Object.hasOwn(input, field));
  if (fields.length === 0) return;
  const message = "is for pages: a file has all rows";
  const details = fields.map((field) => ({ field, message, type: "unrecognized_keys" }));
  const text = details.map(({ field }) => `${field}: ${message}`).join("; ");
  throw new CostError("VALIDATION_FAILED", text, { details });
}
