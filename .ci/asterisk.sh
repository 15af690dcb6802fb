#!/bin/sh
# Puts a real Asterisk, from Debian's sid suite, into a folder of its own: .ci/asterisk.sh [DIR]
#
# Nothing is installed on the machine and nothing is written outside DIR. The packages are fetched
# from the Debian mirror that the machine's own apt uses, checked against Debian's keyring, and
# unpacked into DIR/root, which is what the harness in test/peer/asterisk chroots into.
#
# DIR/debs is worth caching: sid moves, and what is there is not fetched again. A finished tree is left
# alone; remove DIR/root to unpack again, remove DIR to fetch again.
#
# Needs apt, dpkg-deb, tar and the package debian-archive-keyring. No root for fetching and
# unpacking; running it in a chroot needs root.
set -eu

dir=${1:-.peers/asterisk}
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
# Changes when this script unpacks differently, so that an old tree is not taken for a new one.
layout=1

if [ "$(cat "$dir/root/.crosspoint-ready" 2>/dev/null || true)" = "$layout" ]; then
  echo "asterisk: already in $dir/root"
  exit 0
fi

# Two runs at once would unpack over each other; the second waits and then finds the first one's tree.
if [ -z "${CROSSPOINT_ASTERISK_LOCKED:-}" ] && command -v flock >/dev/null; then
  CROSSPOINT_ASTERISK_LOCKED=1 exec flock "$dir/lock" sh "$0" "$dir"
fi

# The machine's own mirror: the first address that ends in /debian, in the one-line or the deb822 form.
mirror() {
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources \
    2>/dev/null | sed -n \
    -e 's/^deb  *\(\[[^]]*\]  *\)\{0,1\}\(https\{0,1\}:[^ ]*\).*/\2/p' \
    -e 's/^URIs: *\([^ ]*\).*/\1/p' |
    grep -E '/debian/?$' | head -n 1
}

keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[ -r "$keyring" ] || { echo "asterisk: $keyring is missing (debian-archive-keyring)" >&2; exit 1; }
mirror=$(mirror)
[ -n "$mirror" ] || { echo "asterisk: no Debian mirror in /etc/apt" >&2; exit 1; }

# An apt of its own: an empty dpkg status, so that every dependency is fetched too. How to reach the
# mirror (proxy, log-in) stays the machine's affair; Check-Valid-Until is off because a mirror's
# Release file may be stale. Signatures are checked.
apt=$dir/apt
mkdir -p "$apt/lists/partial" "$apt/log" "$dir/debs/partial"
: >"$apt/status"
echo "deb [signed-by=$keyring] $mirror sid main" >"$apt/sources.list"
{
  apt-config dump Acquire
  cat <<CONF
Dir::State "$apt";
Dir::State::status "$apt/status";
Dir::State::extended_states "$apt/extended_states";
Dir::State::lists "$apt/lists";
Dir::Cache "$apt";
Dir::Cache::archives "$dir/debs";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Dir::Log "$apt/log";
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::main "/dev/null";
Dir::Etc::parts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Architecture "amd64";
APT::Architectures "amd64";
APT::Sandbox::User "";
APT::Keep-Downloaded-Packages "true";
Acquire::Languages "none";
Acquire::Check-Valid-Until "false";
Acquire::Retries "3";
CONF
} >"$apt/apt.conf"
export APT_CONFIG="$apt/apt.conf"

echo "asterisk: fetching into $dir/debs"
apt-get -q update
apt-get -q -y --no-install-recommends --download-only install asterisk \
  asterisk-core-sounds-en-gsm asterisk-moh-opsound-gsm
# Older packages in a cached folder must not be unpacked together with these.
apt-get -qq autoclean

root=$dir/root
rm -rf "$root"
mkdir -p "$root/usr/bin" "$root/usr/sbin" "$root/usr/lib" "$root/usr/lib64" "$root/dev" \
  "$root/proc" "$root/tmp" "$root/etc" "$root/run/asterisk" "$root/var"
for name in bin sbin lib lib64; do ln -s "usr/$name" "$root/$name"; done
ln -s ../run "$root/var/run"

echo "asterisk: unpacking into $root"
for package in "$dir"/debs/*.deb; do
  dpkg-deb --fsys-tarfile "$package" | tar -x -C "$root" --keep-directory-symlink \
    --no-same-owner --exclude './usr/share/man' --exclude './usr/share/doc' \
    --exclude './usr/share/locale' --exclude './usr/share/perl*' --exclude './usr/share/zoneinfo'
done

# Shipped configuration that would start what is not wanted; the harness brings its own files.
rm -f "$root/etc/asterisk/extensions.ael" "$root/etc/asterisk/extensions.lua"
mkdir -p "$root/var/log/asterisk/cdr-csv" "$root/var/spool/asterisk/outgoing" \
  "$root/var/spool/asterisk/voicemail" "$root/var/spool/asterisk/tmp" "$root/var/lib/asterisk"
echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
echo 'root:x:0:' >"$root/etc/group"
echo '127.0.0.1 localhost' >"$root/etc/hosts"

[ -x "$root/usr/sbin/asterisk" ] || { echo 'asterisk: no binary after unpacking' >&2; exit 1; }
echo "$layout" >"$root/.crosspoint-ready"
echo "asterisk: ready in $root"
