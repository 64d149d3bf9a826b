/** How long a file may take; who does not read on keeps a connection to the database busy. */
export interface FilePatience {
  /** A reader who takes less than this is cut off once the time in hand is used up. */
  readonly leastBytesPerSecond: number;
  /** The time in hand that a reader begins with. */
  readonly firstMs: number;
  /** The most that can be gained by taking more than the least, and so how long a reader may take nothing. */
  readonly mostMs: number;
  /** How long the whole file may take. */
  readonly wholeMs: number;
}

/** 4 KiB a second, counted so that a minute to five may pass without a byte; half an hour for the file. */
export const FILE_PATIENCE: FilePatience = {
  leastBytesPerSecond: 4_096,
  firstMs: 60_000,
  mostMs: 300_000,
  wholeMs: 1_800_000,
};
