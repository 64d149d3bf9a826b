import { CostError } from "@kubecent/shared";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createCursorSigner } from "../../../server/src/api/cursor.ts";

const signer = createCursorSigner(Buffer.alloc(32, 7));

function refusalOf(question: string, cursor: string): unknown {
  try {
    return signer.read(question, cursor);
  } catch (error) {
    return error instanceof CostError ? error.code : error;
  }
}

test("a cursor comes back as the position that it was made of", () => {
  fc.assert(
    fc.property(fc.option(fc.bigInt()), fc.array(fc.string()), (nano, keys) => {
      expect(signer.read("q", signer.write("q", { nano, keys }))).toEqual({ nano, keys });
    }),
  );
});

test("whatever is changed about a cursor, it is refused", () => {
  const cursor = signer.write("q", { nano: 12n, keys: ["prod", "shop"] });
  fc.assert(
    fc.property(fc.nat(cursor.length - 1), fc.constantFrom("A", "-", ".", "é"), (place, letter) => {
      fc.pre(cursor[place] !== letter);
      const [body = "", mac = ""] = `${cursor.slice(0, place)}${letter}${cursor.slice(place + 1)}`.split(".");
      // The last letter of base64 has bits that mean nothing: the same bytes are the same cursor.
      fc.pre(
        !Buffer.from(mac, "base64url").equals(Buffer.from(cursor.split(".")[1] ?? "", "base64url")) ||
          body !== cursor.split(".")[0],
      );

      expect(refusalOf("q", `${body}.${mac}`)).toBe("CURSOR_INVALID");
    }),
  );
});

test.each(["", ".", "abc", "a.b", "a.b.c", "é.é"])("%j is no cursor", (cursor) => {
  expect(refusalOf("q", cursor)).toBe("CURSOR_INVALID");
});

test("a cursor is good for its own question and under its own key only", () => {
  const cursor = signer.write("q", { nano: 1n, keys: [] });

  expect(refusalOf("other", cursor)).toBe("CURSOR_INVALID");
  const stranger = createCursorSigner(Buffer.alloc(32, 8));
  expect(() => stranger.read("q", cursor)).toThrow("nextCursor");
});
