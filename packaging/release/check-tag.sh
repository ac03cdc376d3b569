#!/usr/bin/env bash
# Fails unless the tag (v1.2.3) names the version that Cargo.toml has.
set -euo pipefail
cd "$(dirname "$0")/../.."
version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"$/\1/p' Cargo.toml)
if [ "${1:?a tag}" != "v$version" ]; then
  echo "The tag is $1, the version in Cargo.toml is $version." >&2
  exit 1
fi
