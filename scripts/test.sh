#!/usr/bin/env bash
# Every check and every test, in the order that finds a fault soonest; stops at the first part
# that fails. The last line is the number of tests that ran.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/ensure.sh

export NO_COLOR=1 CARGO_TERM_COLOR=never
unset FORCE_COLOR
logs=target/test-logs
rm -rf "$logs"
mkdir -p "$logs"
part=
beside=
started=$SECONDS
part_started=$SECONDS

finish() {
  local status=$?
  [ -z "$beside" ] || kill "$beside" 2>/dev/null || true
  [ "$status" -eq 0 ] && return
  printf '\nFailed: %s, after %d s.\n' "${part:-preparing}" $((SECONDS - started))
}
trap finish EXIT

# run NAME COMMAND…: one part, its output shown and kept.
run() {
  part=$1
  part_started=$SECONDS
  shift
  printf '\n== %s\n' "$part"
  "$@" 2>&1 | tee "$logs/${part// /-}.log"
  printf '== %s: %d s\n' "$part" $((SECONDS - part_started))
}

# What the pages need, one after the other, while Rust is compiled: most of that waits for one core.
pages() {
  run 'web types' in_web check
  run 'web lint' in_web lint
  run 'web tests' web_tests
  run 'web build' in_web build
  run 'browser test types' browser_types
}

# joined: waits for the pages, and shows what they said.
joined() {
  local status=0
  part='the pages'
  wait "$beside" || status=$?
  beside=
  cat "$logs/pages.log"
  return "$status"
}

# total NAME WORD: what the part's last `N passed, 0 failed` line has before WORD, or 0.
total() {
  sed -n 's/^\([A-Za-z]*: \)\?\([0-9][0-9]* passed, 0 failed.*\)/\2/p' "$logs/$1.log" |
    tail -n 1 | grep -o "[0-9]* $2" | cut -d' ' -f1 || printf 0
}

in_web() { (cd web && npm run --silent "$@"); }

web_tests() {
  local report=$PWD/$logs/web.json
  in_web test -- --reporter=default --reporter=json --outputFile.json="$report"
  node scripts/vitest-total.mjs "$report"
}

documentation() { RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps --quiet; }
rust_format() { cargo fmt --all --check; }
clippy() { cargo clippy --workspace --all-targets -- -D warnings; }

# With the tests' own features, so that the tests below build nothing a second time.
build() { cargo build --workspace --all-targets; }

browser_types() { (cd e2e && npm run --silent check); }
browser() { (cd e2e && npx --no-install playwright test); }

ensure_cc
ensure_rust_lints
ensure_node
ensure_postgres
ensure_monitoring
ensure_chromium
npm_install web
npm_install e2e
npm_install crates/testbed/smtp
npm_install crates/testbed/oidc
mkdir -p web/build
export AFTERWORD_BIN=$PWD/target/debug/afterword

run 'rust format' rust_format
run tidy cargo xtask tidy
pages >"$logs/pages.log" 2>&1 &
beside=$!
run clippy clippy
run 'rust documentation' documentation
joined
run build build
run 'rust tests' cargo xtask test
run 'generated files' cargo xtask codegen --check
run 'browser tests' browser

part='counting the tests'
passed=0
skipped=0
for name in rust-tests web-tests browser-tests; do
  count=$(total "$name" passed)
  [ "$count" -gt 0 ] || fail "$name: no line says that any test passed."
  passed=$((passed + count))
  skipped=$((skipped + $(total "$name" skipped)))
done
[ "$skipped" -eq 0 ] && rest= || rest=", $skipped skipped"
printf '\nEverything passed in %d s.\n%d passed, 0 failed%s\n' $((SECONDS - started)) "$passed" "$rest"
