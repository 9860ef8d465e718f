#!/bin/sh
# Finds the libraries and tools that echometer is built with; installs what is missing.
set -eu

LIBRARIES="icu-uc icu-i18n libpcre2-8 libcjson check zlib libzstd libzip expat xlsxwriter nettle libxxhash yaml-0.1"
TOOLS="python3 pkg-config"
# The tools of the cheap checks are wanted in CI, not for building.
[ -z "${CI:-}" ] || TOOLS="$TOOLS clang-format-14 cppcheck g++ valgrind"
PACKAGES="build-essential pkg-config python3 libicu-dev libpcre2-dev libcjson-dev check libsubunit-dev
  zlib1g-dev libzstd-dev libzip-dev libexpat1-dev libxlsxwriter-dev nettle-dev libxxhash-dev libyaml-dev liblbfgs-dev"
[ -z "${CI:-}" ] || PACKAGES="$PACKAGES clang-format-14 cppcheck valgrind python3-openpyxl python3-jsonschema chromium"

missing=""
for tool in $TOOLS; do
  command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
done
for library in $LIBRARIES; do
  pkg-config --exists "$library" 2>/dev/null || missing="$missing $library"
done
[ -e /usr/include/lbfgs.h ] || [ -e /usr/local/include/lbfgs.h ] || missing="$missing lbfgs"
[ -n "$missing" ] || exit 0

echo "echometer needs:$missing" >&2
if ! command -v apt-get >/dev/null 2>&1; then
  echo "Install these packages (Debian's names) and run make again:" $PACKAGES >&2
  exit 1
fi
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"
echo "Installing with apt-get:" $PACKAGES >&2
$as_root apt-get update -q >&2
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -q -y --no-install-recommends $PACKAGES >&2
