#!/usr/bin/env bash
# Makes the target wasm32-unknown-unknown buildable, by the first of three ways that works, and
# writes how to call cargo for it into $CARGO_TARGET_DIR/wasm.env:
#
#   WASM_CARGO                                   cargo with the toolchain that has the target
#   CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER   only where that toolchain brings no linker
set -euo pipefail
cd "$(dirname "$0")/.."

triple=wasm32-unknown-unknown
target=${CARGO_TARGET_DIR:-$PWD/target}
out=$target/wasm.env

say() { printf 'toolchain: %s\n' "$*"; }
give_up() { printf 'toolchain: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# The folder alone proves nothing: rustc names it whether or not the standard library is in it.
has_std() {
  local folder
  folder=$("$@" --print target-libdir --target $triple 2>/dev/null) && compgen -G "$folder/libcore-*.rlib" >/dev/null
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif have sudo; then sudo "$@"
  else give_up "'$*' needs root; run it yourself, then try again"
  fi
}

write_env() {
  mkdir -p "$target"
  printf '%s\n' "$@" >"$out.new"
  # Cargo cannot tell two builds of one standard library apart. What was compiled against another one must go.
  cmp -s "$out.new" "$out" || rm -rf "${target:?}/$triple"
  mv "$out.new" "$out"
}

# Build scripts and the bundled SQLite are compiled by it.
have cc || { have apt-get && say "installing a C compiler" && as_root apt-get install -y -q gcc libc6-dev; } ||
  give_up "A C compiler (cc) is missing: install gcc or clang, then try again."
have cargo || have apt-get || give_up "Rust is missing: install it from https://rustup.rs, then try again."

# 1. The compiler in use has it, and is not Debian's, which comes without a linker.
if has_std rustc && { [ "$(rustc --print sysroot)" != /usr ] || ! have apt-get; }; then
  say "$(rustc --version) has $triple"
  write_env "WASM_CARGO='cargo'"
  exit
fi

# Debian's compiler, and its standard library as step 3 left it. An upgrade of the package changes
# the version, and a library of another version is no library.
debian_rustc=/usr/bin/rustc
debian_std=/usr/lib/rustlib/$triple/lib
debian_linker() { compgen -c wasm-ld | sort -V | tail -n 1; }
debian_ready() {
  [ -x $debian_rustc ] && [ -n "$(debian_linker)" ] && has_std $debian_rustc &&
    [ "$(cat $debian_std/built-by 2>/dev/null)" = "$($debian_rustc --version)" ]
}
use_debian() {
  # Where rustup is, PATH leads to its compiler, and Debian's needs a name.
  if have rustup && { rustup toolchain list | grep -q '^web\b' || rustup toolchain link web /usr >/dev/null; } &&
    cargo +web --version >/dev/null 2>&1; then
    cargo='cargo +web'
  else
    cargo=/usr/bin/cargo
  fi
  say "$($debian_rustc --version) has $triple"
  write_env "# $(sha256sum $debian_std/libstd-*.rlib)" "WASM_CARGO='$cargo'" "export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER='$(debian_linker)'"
}

if debian_ready; then
  use_debian
  exit
fi

# 2. rustup can fetch it. Where it cannot, it says so within seconds.
if have rustup; then
  say "asking rustup for $triple (seconds)"
  # Of a failure one line is enough: there is another way.
  if RUST_BACKTRACE=0 rustup target add $triple 2>&1 | sed -n 's/^error: /  /p' && has_std rustc; then
    say "rustup brought $triple"
    write_env "WASM_CARGO='cargo'"
    exit
  fi
fi

# 3. Debian brings a compiler together with the source of the very standard library it can compile.
have apt-get || give_up "$triple is missing: neither rustup could fetch it nor is this Debian. Install the target by hand (e.g. 'rustup target add $triple'), then try again."
say "rustup could not; taking Debian's compiler and building its standard library (1 to 4 minutes, once)"
as_root apt-get -qq update
# -o: a half-configured package elsewhere must not ask questions here.
as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends -y \
  rustc-web cargo-web rust-web-src lld-19 >/dev/null

# One place for every run: where it was built is part of what a library is.
scratch=$target/wasm-std
rm -rf "$scratch"
mkdir -p "$scratch/src"
trap 'rm -rf "$scratch"' EXIT
printf '[workspace]\n[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2024"\n' >"$scratch/Cargo.toml"
printf '#![no_std]\n' >"$scratch/src/lib.rs"
(
  cd "$scratch"
  # A clean environment: neither rustup's proxies nor our own flags may meddle. The bitcode is what `lto = true` links.
  env -i HOME="$HOME" PATH=/usr/bin:/bin RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes \
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER="$(debian_linker)" \
    /usr/bin/cargo build --quiet --release --target $triple -Zbuild-std=std,panic_abort,proc_macro,test
)
as_root mkdir -p $debian_std
as_root find $debian_std -maxdepth 1 -name '*.rlib' -delete
as_root find "$scratch/target/$triple/release/deps" -name '*.rlib' ! -name 'libempty-*' -exec cp -t $debian_std {} +
$debian_rustc --version | as_root tee $debian_std/built-by >/dev/null
debian_ready || give_up "Debian's compiler is there, but $triple still is not complete in $debian_std"
use_debian
