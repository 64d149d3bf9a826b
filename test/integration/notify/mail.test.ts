import { once } from "node:events";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { startOutbox } from "./outbox-at-work.ts";
import { becomes, hurry, makeChannel, tell } from "./told-news.ts";

let database: TestDatabase;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  database = await createTestDatabase(4);
});
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});
afterAll(() => database.drop());

interface MailBox {
  readonly mails: { readonly to: string[]; readonly text: string }[];
  readonly port: number;
}

async function startMailServer(options: SMTPServerOptions = {}): Promise<MailBox> {
  const mails: { to: string[]; text: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, { envelope }, done) => {
      let text = "";
      stream.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
      stream.on("end", () => {
        mails.push({ to: envelope.rcptTo.map(({ address }) => address), text });
        done();
      });
    },
    ...options,
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  closing.push(() => new Promise<void>((resolve) => server.close(resolve)));
  const address = server.server.address();
  return { mails, port: typeof address === "object" && address ? address.port : 0 };
}

function send(port: number, security: "smtp" | "starttls" = "smtp"): void {
  const mailServer = { host: "127.0.0.1", port, security, from: "kubecent@example.com" };
  const outbox = startOutbox(database, { mailServer });
  closing.push(outbox.stop);
}

const mailTo = (...to: string[]): Promise<string> => makeChannel(database, { target: { kind: "email", to } });

test("a mail arrives with its subject, its words and an id that stays", async () => {
  const box = await startMailServer();
  const id = await tell(database, await mailTo("a@example.com", "b@example.com"), "s", {
    title: "Spent 80 %\r\nBcc: eve@example.com",
  });
  send(box.port);
  await vi.waitFor(() => expect(box.mails).toHaveLength(1));

  const [mail] = box.mails;
  expect(mail?.to).toEqual(["a@example.com", "b@example.com"]);
  expect(mail?.text).toContain(`Message-ID: <${id}@example.com>`);
  expect(mail?.text).toContain("Auto-Submitted: auto-generated");
  expect(mail?.text).not.toMatch(/^Bcc:/m);
  expect(mail?.text).toContain("812.40 USD");
});

test("a server that is busy is asked again; who has a mail does not get it twice", async () => {
  let refusals = 0;
  const box = await startMailServer({
    onRcptTo: ({ address }, _, done) => {
      const isRefused = address === "late@example.com" && refusals < 1;
      if (!isRefused) return done();
      refusals += 1;
      done(Object.assign(new Error("try later"), { responseCode: 451 }));
    },
  });
  const id = await tell(database, await mailTo("a@example.com", "late@example.com"), "s");
  send(box.port);

  await vi.waitFor(async () => {
    await hurry(database);
    expect((await becomes(database, id))?.state).toBe("sent");
  });
  expect(box.mails.map(({ to }) => to)).toEqual([["a@example.com"], ["late@example.com"]]);
});

test("a server that refuses for good ends it after three tries", async () => {
  const box = await startMailServer({
    onMailFrom: (_, __, done) => done(Object.assign(new Error("no"), { responseCode: 550 })),
  });
  const id = await tell(database, await mailTo("a@example.com"), "s");
  send(box.port);

  await vi.waitFor(async () => {
    await hurry(database);
    expect(await becomes(database, id)).toMatchObject({ state: "dead", attempts: 3, last_status: 550 });
  });
});

test("where TLS is required, nothing is sent without it", async () => {
  const box = await startMailServer();
  const id = await tell(database, await mailTo("a@example.com"), "s");
  send(box.port, "starttls");

  await vi.waitFor(async () => expect((await becomes(database, id))?.last_error).not.toBeNull());
  expect(box.mails).toEqual([]);
});

test("without a mail server the reason stands at the message", async () => {
  const id = await tell(database, await mailTo("a@example.com"), "s");
  closing.push(startOutbox(database).stop);

  await vi.waitFor(async () => expect((await becomes(database, id))?.last_error).toBe("no_mail_server"));
});
