#!/usr/bin/env bash
# Puts every file of the folder $1 into the folder $2, refusing two of one name.
set -euo pipefail
mkdir -p "${2:?a folder to fill}"
find "${1:?a folder}" -type f -print0 | while IFS= read -r -d '' file; do
  to="$2/$(basename "$file" | tr ' ' '-')"
  if [ -e "$to" ]; then
    echo "Two files are called $(basename "$to")." >&2
    exit 1
  fi
  cp "$file" "$to"
done
