#!/usr/bin/env bash
# The benchmarks of the reckoning, the checker of language, the store, the loop, webhooks, and requests under load, in a release build; docs/performance.md reads them.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/ensure.sh

ensure_cc
ensure_rust
ensure_postgres
ensure_oha
mkdir -p web/build
cargo bench -p afterword-domain -p afterword-language -p afterword-store -p afterword-server
cargo bench -p afterword --bench ingest
cargo xtask load --json target/load.json
