import { randomUUID } from "node:crypto";
import { CostError } from "@kubecent/shared";
import type { AnyRouter } from "@trpc/server";
import type { Request, Response } from "express";
import type { ZodObject } from "zod";
import { admissionOf } from "../../api/admission.ts";
import type { Answers, Asked } from "../../api/answers/answers.ts";
import type { Context } from "../../api/context.ts";
import { endReason, noteRefusedExport, recordExport } from "../../api/exports/export-audit.ts";
import { refusePageFields, WholeAnswer } from "../../api/exports/whole-answer.ts";
import type { ExportQuota } from "../../limits/export-quota.ts";
import type { ExportSlots } from "../../limits/export-slots.ts";
import type { AppDependencies } from "../dependencies.ts";
import { leavingOf } from "../request/leaving.ts";
import { stateOf } from "../request/request-state.ts";
import { columnsOf } from "./file-columns.ts";
import { logExport, outcomeOf } from "./export-ending.ts";
import type { FileFormat } from "./file-formats.ts";
import { setFileHeaders } from "./export-headers.ts";
import type { FilePatience } from "./file-patience.ts";
import { sendFile } from "./send-file.ts";

/** What exports need beside the question. */
export interface ExportParts extends Pick<AppDependencies, "authenticator" | "draining"> {
  readonly router: AnyRouter;
  readonly answers: Answers;
  readonly quota: ExportQuota;
  readonly slots: ExportSlots;
  /** Rows that a file may have. */
  readonly exportMaxRows: number;
  readonly patience: FilePatience;
}

/** A question whose answer is wanted as a file. */
export interface WantedFile {
  readonly asked: Omit<Asked, "input"> & { readonly input: object };
  readonly row: ZodObject;
  readonly format: FileFormat;
}

/**
 * Answers with a file: all rows of a question, by the same rules as its pages, and on record. Throws, before anything has
 * been sent, what the question refuses and what exports do beside it.
 */
export async function answerWithFile(
  { req, res }: { readonly req: Request; readonly res: Response },
  wanted: WantedFile,
  parts: ExportParts,
): Promise<void> {
  const { asked, format } = wanted;
  const callerId = await admit(asked, parts.answers);
  refusePageFields(asked.input);
  refuseWhileStopping(parts);
  const leaving = leavingOf(res);
  const undo: (() => void)[] = [];
  try {
    undo.push(await parts.quota.begin(callerId));
    undo.push(await parts.slots.take(callerId, leaving));
    await sendInTurn({ req, res, leaving }, wanted, parts);
  } catch (error) {
    const reason = leaving.aborted ? whyLeft(parts) : endReason(error);
    noteRefusedExport(asked.ctx, { procedure: asked.procedure.name, format: format.name }, reason);
    if (!leaving.aborted) throw error;
  } finally {
    for (const step of undo.toReversed()) step();
  }
}

/** What is begun now would be cut half-way; another replica, or the next process, sends it whole. */
function refuseWhileStopping({ draining }: ExportParts): void {
  if (!draining()) return;
  throw new CostError(
    "SHUTTING_DOWN",
    "The service is stopping, and begins no more files. Ask again in a few seconds.",
    {
      retryAfterSeconds: 2,
    },
  );
}

/** Who may not ask, and what cannot be read, is refused by the question itself, and does not count as an export. */
async function admit({ procedure, input, ctx }: Asked, answers: Answers): Promise<string> {
  const { access } = procedure;
  const caller = access && admissionOf(ctx.identity, access).caller;
  const isReadable = procedure.input?.safeParse(input).success ?? false;
  if (caller && isReadable) return caller.id;
  await answers.run({ procedure, input, ctx }, "query");
  throw new Error(`${procedure.name} has answered what it was to refuse`);
}

interface Exchange {
  readonly req: Request;
  readonly res: Response;
  readonly leaving: AbortSignal;
}

async function sendInTurn(
  { req, res, leaving }: Exchange,
  { asked, format, row }: WantedFile,
  parts: ExportParts,
): Promise<void> {
  const { procedure, input, ctx } = asked;
  const { router, exportMaxRows } = parts;
  const context = contextsOf(req, ctx, parts);
  const whole = await WholeAnswer.open({ router, procedure, input, context, exportMaxRows }, leaving);
  try {
    const exportId = randomUUID();
    const { head } = whole;
    const named = { exportId, procedure: procedure.name };
    const columns = columnsOf(row, procedure.input?.parse(input));
    // HEAD tells what there is to be had; nothing leaves that would have to be on record.
    const isHead = stateOf(req).method === "HEAD";
    const record = isHead ? null : await recordExport(ctx, { ...named, format: format.name, input }, head);
    setFileHeaders(res, { ...named, format, head });
    if (!record) return void res.end();
    const sent = await sendFile(res, { pages: whole.pages(), columns, format }, parts.patience);
    record(outcomeOf(sent, whyLeft(parts)));
    logExport(stateOf(req).log, exportId, sent, whyLeft(parts));
  } finally {
    await whole.close();
  }
}

/** The first page is for whom the request came in with, the others for whom its token stands for by then. */
function contextsOf(req: Request, first: Context, { authenticator }: ExportParts): () => Promise<Context> {
  let asked = 0;
  return async () => {
    asked += 1;
    if (asked === 1) return first;
    return { ...first, identity: await authenticator.identify(req.headersDistinct.authorization ?? []) };
  };
}

function whyLeft({ draining }: ExportParts): string {
  return draining() ? "service stopped" : "client closed";
}
