// Ends this process when all is closed and told. Node 20 then frees its environment, and where a
// request of its own is counted that never ends it turns there for ever (CleanupHandles in its
// env.cc, seen in a debugger). That is seldom, and a suite waits for it until its time is up.
process.on("exit", () => process.exit());
