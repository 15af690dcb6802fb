#!/usr/bin/env bash
# The native part without Node: native.sh format | release | address | thread. Each builds into a folder of its own under build/ and
# runs every test and fuzzer there, as CMakeLists.txt has them.
set -euo pipefail
cd "$(dirname "$0")/.."

build_and_test() {
  local folder=build/$1
  shift
  # DAHDI's own header, which ours is held to, comes packed in Debian's dahdi-source.
  if [ -f /usr/src/dahdi.tar.bz2 ] && [ ! -d build/dahdi ]; then
    mkdir -p build/dahdi && tar -xf /usr/src/dahdi.tar.bz2 -C build/dahdi
  fi
  cmake -S . -B "$folder" -G Ninja -DDAHDI_INCLUDE="$PWD/build/dahdi/modules/dahdi/include" "$@" >/dev/null
  cmake --build "$folder" --parallel 2 | grep -vE '^\[[0-9]+/[0-9]+\]|^ninja: ' || true
  cmake --build "$folder" >/dev/null
  ctest --test-dir "$folder" --output-on-failure --timeout 900 | tail -n 40
}

case $1 in
  format) git ls-files 'native/*.h' 'native/*.cpp' 'native/*.c' | xargs clang-format --dry-run --Werror ;;
  release) build_and_test native -DCMAKE_BUILD_TYPE=Release ;;
  address) build_and_test native-address -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCROSSPOINT_SANITIZE=address,undefined ;;
  thread) build_and_test native-thread -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCROSSPOINT_SANITIZE=thread ;;
  *) echo "native.sh: no step '$1'" >&2; exit 2 ;;
esac
