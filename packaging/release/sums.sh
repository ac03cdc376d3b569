#!/usr/bin/env bash
# Writes SHA256SUMS over every file of the folder $1.
set -euo pipefail
cd "${1:?a folder}"
find . -maxdepth 1 -type f ! -name SHA256SUMS -printf '%f\n' | LC_ALL=C sort | xargs -d '\n' sha256sum > SHA256SUMS
