import { adminProgram } from "./run/cli/admin-program.ts";
import { outliveClosedOutput } from "./run/start/closed-output.ts";
import { startFailure } from "./run/start/exit.ts";

outliveClosedOutput();

try {
  await adminProgram().parseAsync();
} catch (error) {
  const { line, code } = startFailure(error);
  process.stderr.write(`${line}\n`);
  process.exitCode = code;
}
