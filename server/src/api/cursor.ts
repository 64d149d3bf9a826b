import { createHmac, timingSafeEqual } from "node:crypto";
import { CostError } from "@kubecent/shared";
import * as z from "zod";
import type { PagePosition } from "../store/paging/keyset-page.ts";

const MAC_BYTES = 16;

const PositionSchema = z.tuple([
  z
    .string()
    .regex(/^-?\d+$/)
    .nullable(),
  z.array(z.string()),
]);

/** Writes and reads cursors. They are signed, and belong to one question: nobody can make one up. */
export interface CursorSigner {
  write(question: string, position: PagePosition): string;
  /** Throws CostError CURSOR_INVALID for a cursor that is not ours, or is another question's. */
  read(question: string, cursor: string): PagePosition;
}

/** Makes cursors with a key that all replicas share. */
export function createCursorSigner(key: Uint8Array): CursorSigner {
  const mac = (question: string, body: string): Buffer =>
    createHmac("sha256", key).update(question).update("\0").update(body).digest().subarray(0, MAC_BYTES);
  return {
    write(question, { nano, keys }) {
      const body = Buffer.from(JSON.stringify([nano?.toString() ?? null, keys])).toString("base64url");
      return `${body}.${mac(question, body).toString("base64url")}`;
    },
    read(question, cursor) {
      const [body = "", signature = ""] = cursor.split(".");
      const given = Buffer.from(signature, "base64url");
      if (given.length !== MAC_BYTES || !timingSafeEqual(given, mac(question, body))) throw notOurs();
      const [nano, keys] = PositionSchema.parse(JSON.parse(Buffer.from(body, "base64url").toString()));
      return { nano: nano === null ? null : BigInt(nano), keys };
    },
  };
}

function notOurs(): CostError {
  return new CostError(
    "CURSOR_INVALID",
    "cursor: hand back nextCursor of the page before, with the same question.",
    { details: [{ field: "cursor", message: "is not of this question", type: "cursor" }] },
  );
}
