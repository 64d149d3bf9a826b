import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect, test } from "vitest";
import { useService } from "../support/service.ts";
import type { RawReply } from "../support/wire.ts";

const service = useService();

function isFine({ status }: { status: number }): boolean {
  return status === 200;
}

/** Sends a byte a second for as long as the other side listens, and counts them. */
function dripInto(socket: Socket, byte: string): { readonly sent: number } {
  const drops = { sent: 0 };
  const dripping = setInterval(() => {
    socket.write(byte);
    drops.sent += 1;
  }, 1_000);
  socket.once("close", () => clearInterval(dripping));
  return drops;
}

test("#28 headers that drip in are answered with 408, and hold up nobody", async () => {
  // Who is cut off comes again until the other caller is served: however slow the machine, that one is among them.
  const attack = { open: 0, isOver: false };
  const comeAgain = async (): Promise<RawReply[]> => {
    const replies: RawReply[] = [];
    while (replies.length === 0 || !attack.isOver) {
      attack.open += 1;
      const drip = { more: (socket: Socket) => void dripInto(socket, "a") };
      replies.push(await service.raw("GET /livez HTTP/1.1\r\nHost: a\r\nX-Drip: ", drip));
      attack.open -= 1;
    }
    return replies;
  };
  const slow = Array.from({ length: 50 }, comeAgain);
  const beside = await service.ask("/api/v1/info");
  const openBeside = attack.open;
  attack.isOver = true;

  const replies = (await Promise.all(slow)).flat();

  expect(isFine(beside)).toBe(true);
  expect(openBeside).toBeGreaterThan(0);
  expect(replies.length).toBeGreaterThanOrEqual(slow.length);
  expect(replies.filter(({ text }) => !text.startsWith("HTTP/1.1 408 "))).toEqual([]);
  expect(replies.every(({ isClosedByServer }) => isClosedByServer)).toBe(true);
});

test("#28 a body that drips in is cut off", async () => {
  const head = [
    "POST /api/trpc/system.info HTTP/1.1",
    "Host: a",
    `Authorization: Bearer ${service.server.token}`,
    "Content-Type: application/json",
    "Content-Length: 1000",
  ];

  let drops = { sent: 0 };
  const reply = await service.raw(`${head.join("\r\n")}\r\n\r\n{`, {
    more: (socket) => (drops = dripInto(socket, " ")),
  });

  expect(reply.isClosedByServer).toBe(true);
  // It was still coming in when it was cut off: neither whole, nor refused at its first byte.
  expect(drops.sent).toBeGreaterThan(0);
  expect(drops.sent).toBeLessThan(999);
});

test("#28 a thousand idle connections hold up nobody", async () => {
  const idle = Array.from({ length: 1_000 }, () => connect(service.port, "127.0.0.1"));
  for (const socket of idle) socket.on("error", () => undefined);
  await Promise.all(idle.map((socket) => once(socket, "connect")));

  const replies = await Promise.all(Array.from({ length: 20 }, () => service.ask("/api/v1/info")));

  expect(replies.every(isFine)).toBe(true);
  expect(idle.some((socket) => !socket.destroyed)).toBe(true);
  for (const socket of idle) socket.destroy();
});

test("#28 who does not read their answers is not answered on and on", async () => {
  const request = `GET /api/openapi.json HTTP/1.1\r\nHost: a\r\n\r\n`;
  const socket = connect(service.port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.pause();
  await once(socket, "connect");
  const residentOf = async (): Promise<number> => {
    const { text } = await service.askAsStranger("/metrics");
    return Number(/^process_resident_memory_bytes (\d+)/m.exec(text)?.[1]);
  };
  const before = await residentOf();

  socket.write(request.repeat(2_000));
  // Another caller is served meanwhile, and what waits for this one is bounded by back-pressure.
  const beside = await Promise.all(Array.from({ length: 30 }, () => service.ask("/api/v1/info")));

  expect(beside.every(isFine)).toBe(true);
  expect((await residentOf()) - before).toBeLessThan(60 * 1024 * 1024);
  socket.destroy();
});
