// `npm run admin`: the operator's commands, in development where ENVIRONMENT says nothing, as `npm start` is.
process.env["ENVIRONMENT"] ||= "development";

await import("../server/src/admin.ts");
