#!/usr/bin/env bash
# What the pages weigh and how fast they are, in a release build on loopback; docs/performance.md
# reads it. Slow on a busy machine: measure on a quiet one.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/ensure.sh

ensure_cc
ensure_rust
ensure_chromium
bash scripts/web-build.sh
npm_install e2e
npm_install e2e/measure
cargo build --release -p afterword
export AFTERWORD_BIN=$PWD/target/release/afterword

port=${PORT:-7391}
data=$(mktemp -d)
node e2e/serve.mjs demo "$port" "$data" &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
node e2e/measure/ready.mjs "http://127.0.0.1:$port"

for form in desktop mobile; do
  node e2e/measure/lighthouse.mjs "http://127.0.0.1:$port" "$form" 3
done
