const PICO_PLACES = 12;

/** A price in pico-units as a decimal string with all its twelve places. */
export function formatPico(pico: bigint): string {
  const digits = pico.toString().padStart(PICO_PLACES + 1, "0");
  return `${digits.slice(0, -PICO_PLACES)}.${digits.slice(-PICO_PLACES)}`;
}
