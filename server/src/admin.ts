import { adminProgram } from "./run/commands/admin-program.ts";
import { outliveClosedOutput, startFailure } from "./run/start/exit.ts";

outliveClosedOutput();

try {
  await adminProgram().parseAsync();
} catch (error) {
  const { line, code } = startFailure(error);
  process.stderr.write(`${line}\n`);
  process.exitCode = code;
}
