import { type ComponentType, createElement, lazy, type ReactElement } from "react";

const LATE =
  "A file of this page did not come. With the network back, draw it again; where it stays so, load the page anew: the service may have another version by now.";

const failed = new Set<() => void>();

/** A part of the page whose file is fetched when it is first drawn. */
export function latePart<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): ComponentType<Props> {
  const begin = () =>
    lazy(async () => {
      try {
        return await load();
      } catch (error) {
        failed.add(() => {
          part = begin();
        });
        throw new Error(LATE, { cause: error });
      }
    });
  let part = begin();
  return function LatePart(props: Props): ReactElement {
    return createElement(part, props);
  };
}

/** React remembers for good that a file did not come. After this, such files are fetched anew when they are drawn again. */
export function renewLateParts(): void {
  for (const renew of failed) renew();
  failed.clear();
}
