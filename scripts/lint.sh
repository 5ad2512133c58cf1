#!/usr/bin/env bash
# Everything that reads the code without running it.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/ensure.sh

ensure_cc
ensure_rust_lints
ensure_node
npm_install web
npm_install e2e
mkdir -p web/build
cargo fmt --all --check
cargo xtask tidy
cargo clippy --workspace --all-targets -- -D warnings
RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps --quiet
(cd web && npm run check && npm run lint)
(cd e2e && npm run check)
