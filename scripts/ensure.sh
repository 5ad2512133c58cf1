# shellcheck shell=bash
# Sourced by the other scripts: what a part needs is installed, or named in one sentence.

readonly NODE_MAJOR=20
readonly RUST_MINOR=95

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif has sudo && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    sudo "$@"
  else
    return 1
  fi
}

# install WHAT PACKAGE…: through apt, or a sentence that names the packages.
install() {
  local what=$1
  shift
  has apt-get || fail "$what is missing, and this is not a Debian machine: install it and run this again."
  printf '%s is missing: installing %s.\n' "$what" "$*"
  as_root apt-get update -qq ||
    fail "$what is missing: run \`apt install $*\` as root, and this again."
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null ||
    fail "$what could not be installed: run \`apt install $*\` as root to see why."
}

ensure_cc() {
  has cc && has pkg-config && return
  install "A C compiler" gcc libc6-dev pkg-config
}

ensure_rust() {
  has cargo || fail "Rust 1.$RUST_MINOR or newer is missing: install it with rustup and run this again."
  # The pinned toolchain may be out of reach while another that is new enough is here.
  if has rustup && ! rustc --version >/dev/null 2>&1; then
    RUSTUP_TOOLCHAIN=$(rustup default | cut -d' ' -f1)
    export RUSTUP_TOOLCHAIN
    printf 'The toolchain of rust-toolchain.toml is not here: using %s.\n' "$RUSTUP_TOOLCHAIN"
  fi
  local minor
  minor=$(rustc --version | sed -n 's/^rustc 1\.\([0-9]*\)\..*/\1/p')
  [ "${minor:-0}" -ge "$RUST_MINOR" ] ||
    fail "Rust 1.$RUST_MINOR or newer is needed, and this is $(rustc --version): run \`rustup update\`."
}

ensure_rust_lints() {
  ensure_rust
  cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 && return
  has rustup && rustup component add rustfmt clippy && return
  fail "rustfmt and clippy are missing: add them to the Rust toolchain and run this again."
}

node_major() { node --version 2>/dev/null | sed -n 's/^v\([0-9]*\)\..*/\1/p'; }

ensure_node() {
  local major
  major=$(node_major)
  if [ -z "$major" ] && apt_offers_node; then
    install "Node.js" nodejs npm
    major=$(node_major)
  fi
  [ "${major:-0}" -ge "$NODE_MAJOR" ] ||
    fail "Node.js $NODE_MAJOR or newer is needed, and this machine has ${major:-none}: install it and run this again."
  has npm || install "npm" npm
}

apt_offers_node() {
  has apt-cache || return 1
  local offered
  offered=$(apt-cache policy nodejs | sed -n 's/^ *Candidate: \([0-9]*\).*/\1/p')
  [ "${offered:-0}" -ge "$NODE_MAJOR" ]
}

# PostgreSQL's server programs; the tests start their own server from them.
ensure_postgres() {
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null && return
  has initdb && has postgres && has psql && return
  # Without this Debian would set up a server that runs from every boot on.
  install "PostgreSQL's common part" postgresql-common
  as_root sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' \
    /etc/postgresql-common/createcluster.conf
  install "PostgreSQL" postgresql
}

# Prometheus and Alertmanager; the tests start their own from the programs.
ensure_monitoring() {
  has prometheus || install_without_service "Prometheus" prometheus
  has prometheus-alertmanager || install_without_service "Alertmanager" prometheus-alertmanager
}

# install_without_service WHAT PACKAGE: Debian would start its service, now and at every boot.
install_without_service() {
  local policy=/usr/sbin/policy-rc.d made='' status=0
  if [ ! -e "$policy" ] && printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null; then
    as_root chmod 755 "$policy"
    made=yes
  fi
  (install "$@") || status=$?
  [ -z "$made" ] || as_root rm -f "$policy"
  [ "$status" -eq 0 ] || exit "$status"
  if has systemctl; then as_root systemctl disable --quiet "$2" 2>/dev/null || true; fi
}

# The load generator, in a folder of its own below target.
ensure_oha() {
  [ -x target/tools/bin/oha ] && return
  echo 'The load generator oha is missing: building it.'
  cargo install --locked --root target/tools --target-dir target/tools/build oha ||
    fail 'oha could not be built: `cargo install --locked oha --root target/tools` says why.'
  rm -rf target/tools/build
}

ensure_chromium() {
  has chromium || [ -n "${CHROMIUM:-}" ] || install "Chromium" chromium fonts-liberation
}

# npm_install FOLDER: the locked packages, unless they are there already.
npm_install() {
  local lock=$1/package-lock.json done=$1/node_modules/.package-lock.json
  [ "$done" -nt "$lock" ] && return
  printf 'Installing the packages of %s.\n' "$1"
  # One retry only: without a network npm would otherwise wait for more than a minute.
  (cd "$1" && npm ci --ignore-scripts --no-audit --no-fund --prefer-offline --fetch-retries=1)
  touch "$done"
}
