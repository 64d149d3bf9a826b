/** Settings of a small server on the same machine as its only client; given at each start, so they can change. */
const SETTINGS: Readonly<Record<string, string>> = {
  cluster_name: "kubecent",
  listen_addresses: "127.0.0.1",
  // A socket would need a folder that both users reach, with a path of at most 107 bytes.
  unix_socket_directories: "",
  max_connections: "60",
  shared_buffers: "128MB",
  work_mem: "16MB",
  // No replica listens: less WAL is written, and less of it is kept.
  wal_level: "minimal",
  max_wal_senders: "0",
  min_wal_size: "32MB",
  max_wal_size: "256MB",
  // Questions take milliseconds: compiling them, or starting workers for them, costs more than it saves.
  // Workers also share memory through /dev/shm, of which a container has 64 MB.
  jit: "off",
  max_parallel_workers_per_gather: "0",
  max_logical_replication_workers: "0",
  timezone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
  // Statements may hold secrets; the error itself is logged all the same.
  log_min_error_statement: "panic",
};

/** The arguments of `postgres` for a server on `port`. */
export function postgresArguments(folder: string, port: number): string[] {
  const settings = Object.entries({ ...SETTINGS, port }).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
  return ["-D", folder, ...settings];
}
