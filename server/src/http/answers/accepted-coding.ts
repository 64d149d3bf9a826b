/** Codings of a body, best first. */
const CODINGS = ["br", "gzip"] as const;

export type Coding = (typeof CODINGS)[number] | "identity";

/** The best coding that there is and that the client takes. RFC 9110 12.5.3; a weight of 0 refuses. */
export function acceptedCoding(
  acceptEncoding: string | string[] | undefined,
  there: Partial<Record<Coding, unknown>>,
): Coding {
  const accepted = acceptedNames(String(acceptEncoding ?? ""));
  return CODINGS.find((coding) => there[coding] !== undefined && accepted.has(coding)) ?? "identity";
}

function acceptedNames(header: string): ReadonlySet<string> {
  const offers = header.split(",").map((offer) =>
    offer
      .trim()
      .toLowerCase()
      .split(/\s*;\s*q=/),
  );
  return new Set(offers.flatMap(([name = "", weight = "1"]) => (Number(weight) > 0 ? [name] : [])));
}
