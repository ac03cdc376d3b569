#!/usr/bin/env bash
# Writes into the folder $1 what the application is made of, as CycloneDX: crates and the window's packages.
set -euo pipefail
folder=$(realpath "${1:?a folder}")
cd "$(dirname "$0")/../.."
cargo cyclonedx --quiet --format json --override-filename pfa-vanguard-sbom --manifest-path Cargo.toml
mv pfa-vanguard-sbom.json "$folder/pfa-vanguard-crates.cdx.json"
find . -name pfa-vanguard-sbom.json -not -path './target/*' -not -path './ui/node_modules/*' -delete
(cd ui && npm sbom --sbom-format cyclonedx --omit dev --package-lock-only) > "$folder/pfa-vanguard-window.cdx.json"
