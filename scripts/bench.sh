#!/usr/bin/env bash
# The load generators of benches/ against a release build; figures go to standard output.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/ensure.sh

[ -f benches/run.sh ] || fail "There is nothing to measure yet: benches/run.sh is missing."
ensure_cc
ensure_rust
ensure_postgres
bash scripts/web-build.sh
cargo build --release -p afterword
AFTERWORD_BIN=$PWD/target/release/afterword exec bash benches/run.sh
