// Loaded into a server under test: a mistake of ours, at a moment that the test chooses.
process.on("SIGUSR2", () => {
  setImmediate(() => {
    throw new Error("a planted mistake");
  });
});
