import { openTestDatabase } from "../../support/test-database.ts";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createKubeCent, type KubeCentClient, KubeCentError } from "../../../sdk/src/index.ts";
import { hashApiToken } from "../../../server/src/auth/api-token.ts";
import { findToken } from "../../../server/src/store/access/stored-tokens.ts";
import { type AnswerLink, openAnswerLink } from "../../support/answer-link.ts";
import { startEdge } from "../../unit/http/edge.ts";
import { type ChangingService, startChangingService } from "./changing-service.ts";

let service: ChangingService;

beforeAll(async () => {
  service = await startChangingService();
});
afterAll(() => service.close());

interface Linked {
  readonly link: AnswerLink;
  readonly client: KubeCentClient;
}

/** The same service once more, whose changes go by way of a link, on one connection that stands already. */
async function linked(): Promise<Linked> {
  const { database, services } = service;
  const link = await openAnswerLink(String(database.primary.options.connectionString));
  const linkedDatabase = openTestDatabase(link.url, 1);
  await linkedDatabase.primary.query("select 1");
  const edge = await startEdge({
    database,
    services: { ...services, database: linkedDatabase },
    role: "admin",
  });
  onTestFinished(async () => {
    await edge.close();
    await linkedDatabase.primary.end();
    await link.close();
  });
  return { link, client: createKubeCent({ url: `http://127.0.0.1:${edge.port}`, token: edge.token }) };
}

const createToken = (client: KubeCentClient, name: string, options = {}) =>
  client.access.tokens.create.mutate({ name, role: "viewer" }, options);
const createBinding = (client: KubeCentClient, subject: string, options = {}) =>
  client.access.bindings.create.mutate({ subjectKind: "group", subject, role: "viewer" }, options);

test.each([
  {
    what: "tokens.create",
    change: createToken,
    made: "select name as of from api_token",
    resource: "TOKEN",
  },
  {
    what: "bindings.create",
    change: createBinding,
    made: "select subject as of from access_binding",
    resource: "BINDING",
  },
])(
  "whichever answer of PostgreSQL is lost, $what happens once and is answered",
  async ({ what, ...each }) => {
    const first = await linked();
    const before = first.link.answers();
    await each.change(first.client, `${what}-0`);
    const statements = first.link.answers() - before;
    expect(statements).toBeGreaterThanOrEqual(8);

    await Promise.all(
      Array.from({ length: statements }, async (_, index) => {
        const { link, client } = await linked();
        link.lose(index + 1);
        await each.change(client, `${what}-${index + 1}`);
      }),
    );

    const made = await service.rows<{ of: string }>(each.made);
    const wanted = Array.from({ length: statements + 1 }, (_, index) => `${what}-${index}`);
    expect(made.map((row) => row.of).toSorted()).toEqual(wanted.toSorted());
    await service.services.audit.refusals.settled();
    const records = await service.rows<{ status: string; request_id: string }>(
      `select status, request_id from audit_logs where resource_type = '${each.resource}'`,
    );
    const succeeded = records.filter(({ status }) => status === "SUCCESS").map((record) => record.request_id);
    const failed = records.filter(({ status }) => status === "FAILED").map((record) => record.request_id);
    expect(succeeded).toHaveLength(statements + 1);
    expect(failed.filter((id) => succeeded.includes(id))).toEqual([]);
  },
);

test("the token that a retry tells is the one that was made", async () => {
  const { link, client } = await linked();
  const before = link.answers();
  await createToken(client, "measure");
  link.lose(link.answers() - before);

  const { answer, response } = await client.access.tokens.create
    .mutate({ name: "ci", role: "viewer" })
    .withResponse();

  expect(response).toMatchObject({ attempts: 2, isReplay: true });
  expect(await findToken(service.database, hashApiToken(answer.token))).toMatchObject({ name: "ci" });
});

test("without a key a lost answer to COMMIT is told as what it is, once, and no failure is on record", async () => {
  const { link, client } = await linked();
  const before = link.answers();
  await createToken(client, "measure-unkeyed", { idempotencyKey: null });
  link.lose(link.answers() - before);

  const error: unknown = await createToken(client, "unsure", { idempotencyKey: null }).catch(
    (thrown: unknown) => thrown,
  );

  expect(error).toBeInstanceOf(KubeCentError);
  expect(error).toMatchObject({
    code: "OUTCOME_UNKNOWN",
    status: 500,
    attempts: 1,
    retryAfterMs: undefined,
  });
  expect(error).toMatchObject({ message: expect.stringContaining("look first whether the change is there") });
  await service.services.audit.refusals.settled();
  const records = await service.rows<{ status: string }>(
    "select status from audit_logs where resource_id in ('unsure', 'access.tokens.create') and request_id in (select request_id from audit_logs where resource_id = 'unsure')",
  );
  expect(records).toEqual([{ status: "SUCCESS" }]);
});
