import type { Response } from "express";

export const JSON_TYPE = "application/json; charset=utf-8";

/** Sends a text, or its bytes in UTF-8, that is JSON already. */
export function sendJsonText(res: Response, status: number, text: string | Buffer): void {
  res.statusCode = status;
  res.setHeader("Content-Type", JSON_TYPE);
  res.setHeader("Content-Length", Buffer.byteLength(text));
  res.end(text);
}
