#!/usr/bin/env bash
# Sends the API what schemathesis makes of its own OpenAPI document: valid, nearly valid and broken
# requests, on a demo workspace of their own. `scripts/api-cases.sh 40` makes up to 40 of a kind for each operation.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/ensure.sh

readonly VERSION=4.32.5
each=${1:-40}
folder=target/schemathesis
binary=${AFTERWORD_BIN:-target/debug/afterword}
[ -x "$binary" ] || fail "There is no server: run \`cargo build --workspace\`, or name one in AFTERWORD_BIN."
has python3 || install 'Python 3' python3 python3-venv
if [ ! -x "$folder/venv/bin/schemathesis" ]; then
  python3 -m venv "$folder/venv" || fail 'python3-venv is missing: install it and run this again.'
  "$folder/venv/bin/pip" install --quiet "schemathesis==$VERSION"
fi

data=$(mktemp -d)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$binary" demo --data "$data" --listen "127.0.0.1:$port" --limit-per-address 0 --limit-per-token 0 2>"$folder/server.log" >/dev/null &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || true; rm -rf "$data"' EXIT
for _ in $(seq 300); do
  curl -sf "http://127.0.0.1:$port/readyz" >/dev/null && break
  sleep 0.2
done

# Somebody whose number and whose token's are not found by chance, so that no case ends the way in.
printf 'a password for the cases' |
  "$binary" user add cases --name Cases --role admin --password-stdin --data "$data" >/dev/null
for scope in $(printf 'read %.0s' $(seq 20)) admin; do
  token=$("$binary" token add --user cases --name "$scope" --scope read --scope write --scope "$scope" \
    --data "$data" | grep -o 'afterword_[0-9a-f]\{64\}')
done

status=0
AFTERWORD_TOKEN=$token "$folder/venv/bin/schemathesis" --config-file scripts/schemathesis.toml run \
  "http://127.0.0.1:$port/api/v1/openapi.json" \
  --phases examples,coverage,fuzzing,stateful --max-examples "$each" \
  --workers 1 --report ndjson --report-dir "$folder" || status=$?
errors=$(grep -c ' ERROR ' "$folder/server.log" || true)
printf '%s lines of the server say ERROR (%s).\n' "$errors" "$folder/server.log"
[ "$errors" -eq 0 ] && exit "$status"
exit 1
