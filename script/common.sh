# Words the scripts share: sourced, never run. Every script works from any folder and stops at the
# first failure.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

say() { printf '== %s\n' "$*"; }
fail() {
  printf '%s: %s\n' "script/$(basename "$0")" "$*" >&2
  exit 1
}

# How many compilers may run at once: one a core, and 2 GB of memory each (a Beast unit takes 1.7
# GB).
jobs() {
  local cores memory_gb
  cores=$(nproc 2>/dev/null || echo 1)
  memory_gb=$(awk '/^MemAvailable:/ { print int($2 / 1048576) }' /proc/meminfo || echo 2)
  local fit=$((memory_gb / 2))
  if ((fit < 1)); then fit=1; fi
  if ((fit < cores)); then echo "$fit"; else echo "$cores"; fi
}

# npm_install FOLDER: what its lock file says, unless that is there already.
npm_install() {
  local folder=$1
  [[ -f $folder/package-lock.json ]] || return 0
  if [[ $folder/node_modules/.package-lock.json -nt $folder/package-lock.json ]]; then
    return 0
  fi
  say "Installing the JavaScript packages of $folder/"
  npm ci --prefix "$folder" --no-audit --no-fund --loglevel=error ||
    fail "npm could not install the packages of $folder/ (is the network there?)"
  touch "$folder/node_modules/.package-lock.json"
}
