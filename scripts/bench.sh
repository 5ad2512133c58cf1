#!/usr/bin/env bash
# The benchmarks of the store and of the loop, in a release build; docs/performance.md reads them.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/ensure.sh

ensure_cc
ensure_rust
mkdir -p web/build
exec cargo bench -p afterword-store -p afterword-server
