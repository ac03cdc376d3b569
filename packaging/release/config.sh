#!/usr/bin/env bash
# Prints what a release's configuration has beyond tauri.conf.json: the updater's public key and address, and on Windows
# the certificate that signs.
set -euo pipefail
: "${PFA_UPDATER_PUBLIC_KEY:?the public key of the updater}" "${PFA_UPDATE_ADDRESS:?where updates are looked for}"
exec node -e '
  const { PFA_UPDATER_PUBLIC_KEY: pubkey, PFA_UPDATE_ADDRESS: address, PFA_WINDOWS_THUMBPRINT: thumbprint } = process.env;
  if (!address.startsWith("https://")) throw new Error("updates come over https alone");
  const windows = thumbprint ? { windows: { certificateThumbprint: thumbprint } } : {};
  const config = {
    bundle: { createUpdaterArtifacts: true, ...windows },
    plugins: { updater: { pubkey, endpoints: [address] } },
  };
  console.log(JSON.stringify(config));
'
