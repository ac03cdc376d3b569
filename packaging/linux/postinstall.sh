#!/bin/sh
# After installation: the menu entry and the links `pfa-vanguard://` are made known.
set -e

if command -v update-desktop-database >/dev/null 2>&1; then
  update-desktop-database -q "${DPKG_ROOT:-}/usr/share/applications" || true
fi
