import { hash128 } from "./noise.ts";

/** What Kubernetes draws the random parts of names from: no vowels, so that they never spell a word. */
const SAFE_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

function hex32(text: string): string {
  return hash128(text)
    .map((part) => part.toString(16).padStart(8, "0"))
    .join("");
}

/** `count` hexadecimal digits (32 at most) that belong to `text`. */
export function hexOf(text: string, count: number): string {
  return hex32(text).slice(0, count);
}

/** The UUID, in the form of version 4, that belongs to `text`. */
export function uuidOf(text: string): string {
  const hex = hex32(text);
  const variant = "89ab"[Number.parseInt(hex.slice(16, 17), 16) % 4] ?? "8";
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join("-");
}

/** `count` letters (8 at most), as Kubernetes puts them into names, that belong to `text`. */
export function lettersOf(text: string, count: number): string {
  const hex = hex32(text);
  return Array.from({ length: count }, (_, index) => {
    const number = Number.parseInt(hex.slice(index * 4, index * 4 + 4), 16);
    return SAFE_LETTERS[number % SAFE_LETTERS.length] ?? "";
  }).join("");
}
