#!/usr/bin/env bash
# Makes sure of the browser that the end-to-end tests drive.
set -euo pipefail

if [[ -x /usr/bin/chromium ]]; then
  exit 0
fi
if [[ $EUID -ne 0 ]] || ! command -v apt-get >/dev/null; then
  echo 'The tests need the browser /usr/bin/chromium. On Debian: sudo apt-get install chromium' >&2
  exit 1
fi
echo 'Installing the browser...'
export DEBIAN_FRONTEND=noninteractive
# Another program may hold the package manager; it is waited for.
apt-get update -qq -o DPkg::Lock::Timeout=600
apt-get install -qq -y --no-install-recommends -o DPkg::Lock::Timeout=600 chromium >/dev/null
