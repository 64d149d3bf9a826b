/** Linear red, green and blue of a colour such as "#0a85d8". */
export function linear(colour: string): number[] {
  return [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
}

/** WCAG's contrast of two colours: 1 to 21. */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = linear(colour);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

// What people see who lack one kind of cone (Machado and others, 2009), as rows of a matrix.
export const SIGHTS = {
  full: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const satisfies Record<string, readonly number[]>;

/** How far apart two colours look to somebody, in OKLab: 0.02 is just to be told apart side by side. */
export function distance(one: string, other: string, sight: keyof typeof SIGHTS): number {
  const [first, second] = [one, other].map((colour) => oklab(seen(linear(colour), SIGHTS[sight])));
  return Math.hypot(...(first ?? []).map((value, axis) => value - (second?.[axis] ?? 0)));
}

function seen(colour: readonly number[], matrix: readonly number[]): number[] {
  return multiply(matrix, colour).map((channel) => Math.max(0, channel));
}

function oklab(colour: readonly number[]): number[] {
  const cones = multiply(
    [
      0.4122214708, 0.5363325363, 0.0514459929, 0.2119034982, 0.6806995451, 0.1073969566, 0.0883024619,
      0.2817188376, 0.6299787005,
    ],
    colour,
  ).map(Math.cbrt);
  return multiply(
    [
      0.2104542553, 0.793617785, -0.0040720468, 1.9779984951, -2.428592205, 0.4505937099, 0.0259040371,
      0.7827717662, -0.808675766,
    ],
    cones,
  );
}

function multiply(matrix: readonly number[], vector: readonly number[]): number[] {
  return vector.map((_, row) =>
    vector.reduce((sum, value, column) => sum + (matrix[row * 3 + column] ?? 0) * value, 0),
  );
}
