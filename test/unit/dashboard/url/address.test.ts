import * as fc from "fast-check";
import { expect, it } from "vitest";
import { readAddress, writeAddress } from "../../../../dashboard/src/url/address.ts";
import { DEFAULT_VIEW } from "../../../../dashboard/src/url/view.ts";
import { views } from "./views.ts";

/** What a browser makes of an address before the page sees it. */
function throughABrowser(address: string): [path: string, search: string] {
  const { pathname, search } = new URL(address, "http://localhost");
  return [pathname, search];
}

it("every view comes back from its address, through a browser", () => {
  fc.assert(
    fc.property(views, (view) => {
      const { view: read } = readAddress(...throughABrowser(writeAddress(view)));
      expect(read).toEqual(view);
    }),
  );
});

it("an address that was read is written in one way only", () => {
  fc.assert(
    fc.property(views, (view) => {
      const address = writeAddress(view);
      const again = writeAddress(readAddress(...throughABrowser(address)).view);
      expect(again).toBe(address);
    }),
  );
});

it("no address makes it throw, and what it makes of it can be written and read", () => {
  const anything = fc.oneof(fc.string(), fc.webPath(), fc.string({ unit: "binary" }));
  fc.assert(
    fc.property(anything, fc.oneof(fc.string(), fc.webQueryParameters()), (path, search) => {
      const { view } = readAddress(path, search);
      const [writtenPath, writtenSearch] = throughABrowser(writeAddress(view));
      expect(writeAddress(readAddress(writtenPath, writtenSearch).view)).toBe(writeAddress(view));
    }),
  );
});

it.each([
  ["/", "", { screen: "overview" }],
  ["/c", "", { screen: "explore", scope: {} }],
  [
    "/c/prod/ns/search/w/Deployment/api/pod/api-7f9c",
    "",
    {
      screen: "explore",
      scope: {
        cluster: "prod",
        namespace: "search",
        controllerKind: "Deployment",
        controller: "api",
        pod: "api-7f9c",
      },
    },
  ],
  ["/explore", "", { screen: "explore", scope: {} }],
  ["/explore/c/prod", "", { screen: "explore", scope: { cluster: "prod" } }],
  ["/overview", "", { screen: "overview" }],
  ["/trust", "", { screen: "trust" }],
  ["/idle/c/prod", "", { screen: "idle", scope: { cluster: "prod" } }],
  ["/settings/audit", "", { screen: "settings", section: "audit" }],
  ["/", "?w=last-month&tz=Europe/Berlin", { window: "last-month", timeZone: "Europe/Berlin" }],
  ["/", "?w=2026-11-01..2026-11-08", { window: { from: "2026-11-01", to: "2026-11-08" } }],
  ["/", "?vs=2026-10-01..2026-10-08", { versus: { from: "2026-10-01", to: "2026-10-08" } }],
  [
    "/",
    "?step=1h&by=label:team&idle=weight&sort=-cost",
    { step: "hour", by: "label:team", idle: "weight", sort: "-cost" },
  ],
  [
    "/",
    "?f=namespace:is:search&f=label:team:is:a:b",
    {
      filters: [
        { field: "label:team", value: "a:b" },
        { field: "namespace", value: "search" },
      ],
    },
  ],
])("%s%s is read", (path, search, wanted) => {
  expect(readAddress(path, search)).toMatchObject({ view: { ...DEFAULT_VIEW, ...wanted }, notices: [] });
});

it.each([
  ["w", "?w=fortnight"],
  ["w", "?w=2026-02-30..2026-03-04"],
  ["w", "?w=2026-03-04..2026-03-01"],
  ["tz", "?tz=Mars/Olympus"],
  ["tz", "?tz=%2B02:00"],
  ["step", "?step=1m"],
  ["by", "?by=colour"],
  ["f", "?f=namespace:like:x"],
  ["idle", "?idle=maybe"],
  ["vs", "?vs=x..y"],
  ["cur", "?cur=euro"],
  ["sort", "?sort=%3Cb%3E"],
])("a value of %s that makes no sense falls back with a notice: %s", (key, search) => {
  const { view, notices } = readAddress("/", search);
  expect(view).toEqual(DEFAULT_VIEW);
  expect(notices).toMatchObject([{ where: key }]);
});

it("keeps a key that it does not know, and reports it", () => {
  const { view, notices } = readAddress("/c/prod", "?zoom=2&w=24h");
  expect(notices).toMatchObject([{ where: "zoom" }]);
  expect(writeAddress(view)).toBe("/c/prod?w=24h&zoom=2");
});

it.each(["/nowhere", "/c/prod/x/y", "/c/prod/ns", "/c/%E0%A4%A", "/settings/UP"])(
  "reports a path that it cannot read: %s",
  (path) => {
    expect(readAddress(path, "").notices).toMatchObject([{ where: "path" }]);
  },
);
