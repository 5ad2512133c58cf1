#!/usr/bin/env bash
# The server in debug and Vite beside it; when either ends, or at Ctrl-C, both end.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/ensure.sh

ensure_cc
ensure_rust
ensure_node
npm_install web
# The server embeds this folder; Vite serves the pages while you work.
mkdir -p web/build
cargo build -p afterword

target/debug/afterword demo --data ./demo-data &
server=$!
(cd web && exec node_modules/.bin/vite dev --host 127.0.0.1) &
vite=$!

stop() {
  trap - EXIT INT TERM
  kill "$server" "$vite" 2>/dev/null || true
  wait
}
trap stop EXIT INT TERM
wait -n
