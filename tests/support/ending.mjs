// Ends this process when all is closed and told. Node 20 then frees its environment, and where a
// request of its own is counted that never ends it turns there for ever (CleanupHandles in its
// env.cc, seen in a debugger): one process in some hundreds, and a suite that waits for it.
process.on("exit", () => process.exit());
