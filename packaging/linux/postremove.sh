#!/bin/sh
# After removal: what planners have not sent yet lies in their own folders, and a package has no business there.
set -e

# deb says remove, purge or upgrade; rpm gives the number of versions that stay.
case "$1" in
  remove | purge | 0)
    echo "PFA Vanguard is removed. Each user's records, drafts and settings stay in ~/.local/share/pfa-vanguard"
    echo "and their keys in the user's keyring; /etc/pfa-vanguard, if there, stays too. Whoever is done with them"
    echo "deletes them by hand; \`pfa export-unsent\` of a new installation still gets unsent work out of them."
    ;;
esac

# Menu and links know the application by these; a system without them has nothing to bring up to date.
if command -v update-desktop-database >/dev/null 2>&1; then
  update-desktop-database -q "${DPKG_ROOT:-}/usr/share/applications" || true
fi
