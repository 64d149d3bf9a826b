import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { platform } from "node:os";
import { expect, test, vi } from "vitest";
import { kernelQueueBytes, queuedBytes } from "../../../../server/src/http/exports/kernel-queue.ts";

/** As Linux writes it on a machine whose bytes are in the usual order. */
const TABLE = [
  "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
  "   0: 0100007F:1F40 0200007F:C286 01 00000011:00000000 01:00000018 00000000     0        0 1",
  "   1: 0100007F:1F40 0100007F:C286 01 002D7000:00000007 01:00000018 00000000     0        0 2",
  "   2: 0100007F:C286 0100007F:1F40 01 00000099:00000000 00:00000000 00000000     0        0 3",
  "   3: 0000000000000000FFFF00000100007F:1F40 0000000000000000FFFF00000300007F:C286 01 00000022:0 00:0 0 0 0 4",
  "   4: B80D0120000000000000000001000000:1F40 B80D0120000000000000000002000000:C286 01 00000033:0 00:0 0 0 0 5",
].join("\n");

test.each([
  { remoteAddress: "127.0.0.2", queued: 0x11 },
  { remoteAddress: "127.0.0.1", queued: 0x2d7000 },
  { remoteAddress: "::ffff:127.0.0.1", queued: 0x2d7000 },
  { remoteAddress: "::ffff:127.0.0.3", queued: 0x22 },
  { remoteAddress: "2001:db8::2", queued: 0x33 },
  { remoteAddress: "2001:0DB8:0::0002%eth0", queued: 0x33 },
  { remoteAddress: "127.0.0.9", queued: 0 },
])("of equal ports the address tells which connection it is: $remoteAddress", ({ remoteAddress, queued }) => {
  expect(queuedBytes(TABLE, { localPort: 8_000, remotePort: 0xc286, remoteAddress })).toBe(queued);
});

test("a table that is no table, and a connection that has gone, hold nothing", () => {
  expect(
    queuedBytes("what\n\n: : : :", { localPort: 8_000, remotePort: 1, remoteAddress: "127.0.0.1" }),
  ).toBe(0);
  expect(queuedBytes(TABLE, { localPort: 8_000, remotePort: undefined, remoteAddress: undefined })).toBe(0);
});

test.runIf(platform() === "linux")("the kernel tells what a reader has not taken", async () => {
  const accepted = Promise.withResolvers<Socket>();
  const server = createServer((socket) => accepted.resolve(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const reader = connect(typeof address === "object" && address ? address.port : 0, "127.0.0.1");
  const writer = await accepted.promise;
  reader.pause();
  writer.write(Buffer.alloc(20_000_000));

  await vi.waitFor(async () => expect(await kernelQueueBytes(writer)).toBeGreaterThan(100_000));

  reader.resume();
  await vi.waitFor(async () => expect(await kernelQueueBytes(writer)).toBe(0));
  reader.destroy();
  writer.destroy();
  server.close();
});
