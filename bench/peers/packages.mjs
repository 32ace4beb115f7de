// Debian's packages of peers, put in by root and by nobody else, without starting what is in them:
// a policy that says no stands there as long as apt is at work (invoke-rc.d, policy-rc.d(8)).
import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";

const policy = "/usr/sbin/policy-rc.d";
const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };

const run = (command, ...words) =>
  spawnSync(command, words, { stdio: "inherit", env: environment }).status === 0;

// Why they could not be had, or nothing.
export function install(packages) {
  if (packages.length === 0) return undefined;
  if (process.getuid() !== 0) return "only root may install packages";
  const is_ours = !existsSync(policy);
  if (is_ours) writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    if (!run("apt-get", "update", "-q")) return "apt-get update failed";
    const words = ["install", "-y", "-q", "--no-install-recommends", ...packages];
    if (!run("apt-get", ...words)) return `apt-get could not install ${packages.join(", ")}`;
  } finally {
    if (is_ours) rmSync(policy);
  }
  // Nor with the machine's next start.
  if (existsSync("/run/systemd/system")) run("systemctl", "disable", ...packages);
  return undefined;
}
