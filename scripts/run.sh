#!/usr/bin/env bash
# From a fresh clone to a running workspace.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/ensure.sh

ensure_cc
ensure_rust
[ -e target/release/afterword ] || echo 'Building the pages, then the server: a quarter of an hour on two cores the first time.'
bash scripts/web-build.sh
cargo build --release -p afterword
exec target/release/afterword demo --data ./demo-data
