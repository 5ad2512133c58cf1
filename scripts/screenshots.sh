#!/usr/bin/env bash
# Pictures of the pages, light and dark, wide and narrow, into screenshots/.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/ensure.sh

[ -f e2e/screenshots.config.ts ] || fail "There are no pictures to take yet: e2e/screenshots.config.ts is missing."
ensure_cc
ensure_rust
ensure_chromium
bash scripts/web-build.sh
npm_install e2e
cargo build --release -p afterword
cd e2e
AFTERWORD_BIN=$PWD/../target/release/afterword exec npx --no-install playwright test --config screenshots.config.ts
