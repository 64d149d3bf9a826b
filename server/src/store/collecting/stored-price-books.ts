import { createHash } from "node:crypto";
import type pg from "pg";
import type { Database } from "../connection/database.ts";
import type { PriceBook } from "../../domain/prices/price-book.ts";
import { inTransaction } from "../connection/transaction.ts";

/**
 * Registers a book and gives it its version: the same content under the same name is the same version,
 * another content the next one. Hours name book and version, so what priced them can be looked up for good.
 */
export function savePriceBook(database: Database, book: PriceBook): Promise<PriceBook> {
  const { name, currency } = book;
  const { content, digest } = contentOf(book);
  return inTransaction(database, async (client) => {
    // One registration of a name at a time: two replicas that start together agree on the version.
    await client.query("select pg_advisory_xact_lock(hashtext('price_book'), hashtext($1))", [name]);
    const known = await versionOf(client, name, digest);
    if (known !== undefined) return { ...book, version: known };

    const { rows } = await client.query<{ version: number }>(
      `insert into price_book (name, version, currency, content, digest)
       select $1, coalesce(max(version), 0) + 1, $2, $3, $4 from price_book where name = $1
       returning version`,
      [name, currency, content, digest],
    );
    return { ...book, version: rows[0]?.version ?? 1 };
  });
}

/** The book with the version that it has or would get; nothing is registered. */
export function asRegistered(database: Database, book: PriceBook): Promise<PriceBook> {
  return inTransaction(database, async (client) => {
    const known = await versionOf(client, book.name, contentOf(book).digest);
    if (known !== undefined) return { ...book, version: known };
    const { rows } = await client.query<{ version: number }>(
      "select coalesce(max(version), 0) + 1 as version from price_book where name = $1",
      [book.name],
    );
    return { ...book, version: rows[0]?.version ?? 1 };
  });
}

function contentOf({ currency, defaults, rules, discounts }: PriceBook): { content: string; digest: string } {
  const content = JSON.stringify({ currency, defaults: sorted(defaults), rules, discounts });
  return { content, digest: createHash("sha256").update(content).digest("hex") };
}

/** The registered book that hours name so, as `name@version`; undefined where there is none. */
export function readPriceBook(database: Database, label: string): Promise<PriceBook | undefined> {
  const at = label.lastIndexOf("@");
  const [name, version] = [label.slice(0, at), Number(label.slice(at + 1))];
  return inTransaction(database, async (client) => {
    const { rows } = await client.query<{ content: Omit<PriceBook, "name" | "version"> }>(
      "select content from price_book where name = $1 and version = $2",
      [name, version],
    );
    return rows[0] && { ...rows[0].content, name, version };
  });
}

async function versionOf(client: pg.PoolClient, name: string, digest: string): Promise<number | undefined> {
  const { rows } = await client.query<{ version: number }>(
    "select version from price_book where name = $1 and digest = $2",
    [name, digest],
  );
  return rows[0]?.version;
}

function sorted(fields: object): object {
  return Object.fromEntries(Object.entries(fields).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
