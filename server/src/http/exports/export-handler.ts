import { randomUUID } from "node:crypto";
import { CostError } from "@kubecent/shared";
import type { Request, Response } from "express";
import type { ZodObject } from "zod";
import type { Call } from "../../api/call.ts";
import type { Context } from "../../api/context.ts";
import { endReason, noteRefusedExport, recordExport } from "../../api/export-audit.ts";
import { refusePageFields, WholeAnswer } from "../../api/whole-answer.ts";
import type { ExportQuota } from "../../limits/export-quota.ts";
import type { ExportSlots } from "../../limits/export-slots.ts";
import type { AppDependencies } from "../dependencies.ts";
import { closeSignal } from "../request/call-context.ts";
import { stateOf } from "../request/request-state.ts";
import { columnsOf } from "./file-columns.ts";
import { logExport, outcomeOf, sendFile } from "./send-file.ts";
import type { FileFormat } from "./file-formats.ts";
import { setFileHeaders } from "./export-headers.ts";
import type { FilePatience } from "./watch-reader.ts";

/** What exports need beside the question. */
export interface ExportParts extends Pick<AppDependencies, "authenticator" | "draining"> {
  readonly quota: ExportQuota;
  readonly slots: ExportSlots;
  /** Rows that a file may have. */
  readonly exportMaxRows: number;
  readonly patience: FilePatience;
}

/** A question whose answer is wanted as a file. */
export interface WantedFile {
  readonly call: Call;
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
  const { call, format } = wanted;
  refusePageFields(Object(call.sent));
  refuseWhileStopping(parts);
  const callerId = callerIdOf(call);
  const closed = closeSignal(res);
  const undo: (() => void)[] = [];
  try {
    undo.push(await parts.quota.begin(callerId));
    undo.push(await parts.slots.take(callerId, closed));
    await sendInTurn({ req, res, closed }, wanted, parts);
  } catch (error) {
    const reason = closed.aborted ? whyLeft(parts) : endReason(error);
    noteRefusedExport(call.ctx, { procedure: call.procedure.name, format: format.name }, reason);
    if (!closed.aborted) throw error;
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

/** Files are counted by their caller, and on record under that name. */
function callerIdOf({ caller, procedure }: Call): string {
  if (!caller) throw new Error(`${procedure.name}: a file needs a caller whom the audit log can name`);
  return caller.id;
}

interface Exchange {
  readonly req: Request;
  readonly res: Response;
  readonly closed: AbortSignal;
}

async function sendInTurn(
  { req, res, closed }: Exchange,
  { call, format, row }: WantedFile,
  parts: ExportParts,
): Promise<void> {
  const { procedure, input, ctx } = call;
  const { exportMaxRows } = parts;
  const whole = await WholeAnswer.open(
    { call, context: () => renewed(req, ctx, parts), exportMaxRows },
    closed,
  );
  try {
    const exportId = randomUUID();
    const { head } = whole;
    const named = { exportId, procedure: procedure.name };
    const columns = columnsOf(row, input);
    // HEAD says what there is; nothing leaves that would have to be on record.
    const isHead = stateOf(req).method === "HEAD";
    const asked = { ...named, format: format.name, input: Object(call.sent) };
    const record = isHead ? null : await recordExport(ctx, asked, head);
    setFileHeaders(res, { ...named, format, head });
    if (!record) return void res.end();
    const sent = await sendFile(res, { pages: whole.pages(), columns, format }, parts.patience);
    record(outcomeOf(sent, whyLeft(parts)));
    logExport(stateOf(req).log, { ...sent, exportId, left: whyLeft(parts) });
  } finally {
    await whole.close();
  }
}

/** The first page is for the caller that the request came with, the others for the one that its token stands for by then. */
async function renewed(req: Request, first: Context, { authenticator }: ExportParts): Promise<Context> {
  return { ...first, identity: await authenticator.identify(req.headersDistinct.authorization ?? []) };
}

function whyLeft({ draining }: ExportParts): string {
  return draining() ? "service stopped" : "client closed";
}
