#!/usr/bin/env bash
# Builds the front end into web/build, where the server's build embeds it.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/ensure.sh

ensure_node
npm_install web
(cd web && npm run build)
