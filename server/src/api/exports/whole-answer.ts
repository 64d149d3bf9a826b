import { CostError, MAX_PAGE_ROWS } from "@kubecent/shared";
import { type AnyRouter, callTRPCProcedure } from "@trpc/server";
import * as z from "zod";
import { HeldSnapshot } from "../../store/paging/held-snapshot.ts";
import type { AnsweredProcedure } from "../answers/answers.ts";
import type { Context } from "../context.ts";

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
}

export interface WholeQuestion {
  readonly router: AnyRouter;
  readonly procedure: AnsweredProcedure;
  /** As it was sent, without `limit` and `cursor`. */
  readonly input: object;
  /** Who asks, found out anew for each page: a token may be revoked meanwhile. */
  readonly context: () => Promise<Context>;
  readonly exportMaxRows: number;
  /** Rows that are in memory at a time; a whole page of the question where nothing is said. */
  readonly pageRows?: number;
}

interface OpenedAnswer {
  readonly question: WholeQuestion;
  readonly held: HeldSnapshot;
  readonly first: Page;
  readonly grants: string;
  readonly rowCount: number;
}

/**
 * All pages of an answer, out of one moment of the data. Each page is a call of the procedure itself, with all that
 * it checks: who asks, what they may see, the input, the shape of what goes out.
 */
export class WholeAnswer {
  readonly #question: WholeQuestion;
  readonly #held: HeldSnapshot;
  readonly #first: Page;
  readonly #grants: string;
  readonly head: WholeHead;

  private constructor({ question, held, first, grants, rowCount }: OpenedAnswer) {
    this.#question = question;
    this.#held = held;
    this.#first = first;
    this.#grants = grants;
    const { rows: _rows, nextCursor: _next, ...head } = first;
    this.head = { ...head, rowCount };
  }

  /** Asks for the first page. Throws what the procedure refuses, and TOO_MANY_ROWS. */
  static async open(question: WholeQuestion, signal: AbortSignal): Promise<WholeAnswer> {
    const ctx = await question.context();
    const held = new HeldSnapshot(ctx.services.database, { exportMaxRows: question.exportMaxRows });
    const cancel = (): void => void held.cancel().catch(() => undefined);
    signal.addEventListener("abort", cancel, { once: true });
    if (signal.aborted) cancel();
    try {
      const now = ctx.services.now();
      const asked = atOne(question, () => now);
      const first = await askPage(asked, held, { ctx, cursor: null });
      const rowCount = await held.rowCount();
      return new WholeAnswer({ question: asked, held, first, grants: grantsOf(ctx), rowCount });
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
      const ctx = await this.#question.context();
      if (ctx.identity.caller && grantsOf(ctx) !== this.#grants) throw changed();
      page = await askPage(this.#question, this.#held, { ctx, cursor: page.nextCursor });
      // One snapshot has one version; anything else must not be put together.
      if (page.dataVersion !== this.head.dataVersion) throw new Error("The data changed within an answer");
      yield page.rows;
    }
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

/** The same question with one time for all its pages, at which its window is looked up. */
function atOne(question: WholeQuestion, now: () => number): WholeQuestion {
  const context = async (): Promise<Context> => {
    const ctx = await question.context();
    return { ...ctx, services: { ...ctx.services, now } };
  };
  return { ...question, context };
}

async function askPage(
  { router, procedure, input, pageRows = MAX_PAGE_ROWS }: WholeQuestion,
  held: HeldSnapshot,
  { ctx, cursor }: { ctx: Context; cursor: string | null },
): Promise<Page> {
  const page: unknown = await callTRPCProcedure({
    router,
    path: procedure.name,
    type: "query",
    ctx: { ...ctx, held },
    getRawInput: () => Promise.resolve({ ...input, limit: pageRows, ...(cursor && { cursor }) }),
    signal: undefined,
    batchIndex: 0,
  });
  return PageSchema.parse(page);
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
