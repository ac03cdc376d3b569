#!/usr/bin/env bash
# Asks the stand-in everything that schemathesis can think of from the contract, and fails on any finding.
#
# usage: contract/schemathesis.sh [PATH-OF-PEMS-SIM]     (built by `cargo build -p pems-sim`)
# Environment: SCHEMATHESIS_EXAMPLES, cases an operation and pass (default 50).
set -euo pipefail

cd "$(dirname "$0")/.."
sim="${1:-${CARGO_TARGET_DIR:-target}/debug/pems-sim}"
venv="${CARGO_TARGET_DIR:-target}/schemathesis"
examples="${SCHEMATHESIS_EXAMPLES:-50}"
version=4.32.5

[ -x "$sim" ] || { echo "there is no $sim: run cargo build -p pems-sim" >&2; exit 2; }
if ! "$venv/bin/schemathesis" --version 2>/dev/null | grep -qF "$version"; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check "schemathesis==$version"
fi

scratch="$(mktemp -d)"
sim_pid=""
finish() {
    [ -z "$sim_pid" ] || kill "$sim_pid" 2>/dev/null || true
    rm -rf "$scratch"
}
trap finish EXIT
export HYPOTHESIS_STORAGE_DIRECTORY="$scratch/hypothesis"

# A rate that no test reaches: the limit has tests of its own.
mkfifo "$scratch/ready"
"$sim" --records 200 --rate 100000 >"$scratch/ready" &
sim_pid=$!
read -r -t 30 ready <"$scratch/ready"
root="$(python3 -c 'import json, sys; print(json.loads(sys.argv[1])["root"])' "$ready")"

ask() {
    local what="$1" config="$2"
    shift 2
    echo "== schemathesis: $what"
    timeout 300 "$venv/bin/schemathesis" --no-color --config-file "$config" run contract/openapi.yaml --url "$root" \
        --auth maria.ortiz@example.com:planner-1 --header 'tenant: DEMO' --header 'organization: RIO' \
        --max-examples "$examples" --continue-on-failure --suppress-health-check all \
        --generation-database none "$@"
}

# Ids that schemathesis makes up are hardly ever a record's, so a second pass asks about one that is there.
{
    cat contract/schemathesis.toml
    printf '[parameters]\n"path.pfaId" = "RIO-10042"\n"path.organization" = "RIO"\n'
} >"$scratch/known.toml"
ask "ids as they come" contract/schemathesis.toml
ask "a record that is there" "$scratch/known.toml" --include-path-regex 'pfaId|organization'
