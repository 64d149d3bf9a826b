import type { SettingName } from "./schema.ts";

/** One thing that is wrong with one setting. */
export interface SettingFault {
  readonly name: SettingName;
  /** The part of the value that is wrong, where not all of it is. */
  readonly found?: string;
  /** What is wanted instead, and the remedy where it is not plain. */
  readonly wanted: string;
}

/** All that is wrong with the settings, one line per fault. It holds no secret's value. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join("\n"));
    this.faults = faults;
  }
}
