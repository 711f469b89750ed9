#!/bin/sh
# Brings what the browser tests need beyond Python: Chromium, a Chinese font, Java, Node's axe and vnu.
set -eu
cd "$(dirname "$0")/host"

have() { command -v "$1" >/dev/null 2>&1; }
browser() { have chromium || have chromium-browser || have google-chrome; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

if have apt-get; then
  missing=""
  browser || missing="$missing chromium"
  have java || missing="$missing default-jre-headless"
  have node || missing="$missing nodejs"
  have npm || missing="$missing npm"
  fc-list 2>/dev/null | grep -qi cjk || missing="$missing fonts-noto-cjk fontconfig"
  if [ -n "$missing" ]; then
    as_root apt-get update -qq
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
  fi
elif have brew; then
  browser || [ -d "/Applications/Google Chrome.app" ] || brew install --cask chromium
  have java || brew install openjdk
  have npm || brew install node
fi

npm install --silent --no-audit --no-fund --no-package-lock
