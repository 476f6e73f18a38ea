#!/bin/sh
# Makes a root of its own over the machine's, in which nothing that is changed is
# changed outside, and runs a program there: root.sh FOLDER PROGRAM...
set -e
d=$1
shift
mount -t tmpfs tmpfs "$d"
mkdir "$d/upper" "$d/work" "$d/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$d/upper,workdir=$d/work" "$d/root"
r=$d/root
mount -t proc proc "$r/proc"
mount --bind /dev "$r/dev"
mkdir -p "$r/judge" "$r/repo" "$r/run" "$r/tmp" "$r/var/spool/fakecron"
chmod 1777 "$r/tmp"
cp "$OURS" "$r/judge/ours"
cp "$JUDGE" "$r/judge/judge.py"
rm -rf "$r/usr/sbin/policy-rc.d" "$r/run/systemd/system" "$r/etc/cron.d"
mkdir "$r/etc/cron.d"

# Services: a systemctl that keeps states in files, and a script of init.d.
mkdir -p "$r/var/fakeunits"
cat >"$r/usr/bin/systemctl" <<'S'
#!/bin/sh
d=/var/fakeunits
echo "$*" >>$d/calls
verb= unit=
for w; do
  case $w in
    -*) ;;
    show|start|stop|restart|reload|enable|disable|mask|unmask|is-enabled|is-active|daemon-reload|daemon-reexec|list-unit-files|cat) [ -n "$verb" ] && unit=$w || verb=$w ;;
    *) unit=$w ;;
  esac
done
unit=${unit%.service}
on() { [ -e "$d/$unit.$1" ]; }
case $verb in
  show)
    case $unit in
      absent*) printf 'LoadState=not-found\nActiveState=inactive\nSubState=dead\nUnitFileState=\nId=%s.service\nNames=%s.service\n' "$unit" "$unit"; exit 0 ;;
    esac
    load=loaded active=inactive file=disabled
    on active && active=active
    on enabled && file=enabled
    on masked && load=masked && file=masked
    printf 'Id=%s.service\nNames=%s.service\nLoadState=%s\nActiveState=%s\nSubState=dead\nUnitFileState=%s\n' "$unit" "$unit" $load $active $file ;;
  start|restart) touch $d/$unit.active ;;
  stop) rm -f $d/$unit.active ;;
  reload) on active || exit 1 ;;
  enable) touch $d/$unit.enabled ;;
  disable) rm -f $d/$unit.enabled ;;
  mask) touch $d/$unit.masked ;;
  unmask) rm -f $d/$unit.masked ;;
  is-enabled) if on masked; then echo masked; exit 1; elif on enabled; then echo enabled; else echo disabled; exit 1; fi ;;
  is-active) on active || { echo inactive; exit 3; }; echo active ;;
  list-unit-files) echo "$unit.service disabled" ;;
esac
exit 0
S
cat >"$r/etc/init.d/thing" <<'S'
#!/bin/sh
### BEGIN INIT INFO
# Provides:          thing
# Required-Start:
# Required-Stop:
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
### END INIT INFO
[ "$1" = status ] || echo "$*" >>/var/fakeunits/thing.calls
case $1 in
  start|restart) touch /var/fakeunits/thing.up ;;
  stop) rm -f /var/fakeunits/thing.up ;;
  status) [ -e /var/fakeunits/thing.up ] && echo "thing is running" || { echo "thing is stopped"; exit 3; } ;;
esac
S
cat >"$r/usr/bin/crontab" <<'S'
#!/bin/sh
user=root
while [ $# -gt 0 ]; do
  case $1 in
    -u) user=$2; shift ;;
    -l) [ -e /var/spool/fakecron/$user ] && exec cat /var/spool/fakecron/$user; echo "no crontab for $user" >&2; exit 1 ;;
    -r) exec rm -f /var/spool/fakecron/$user ;;
    -) exec cat >/var/spool/fakecron/$user ;;
    *) cp "$1" /var/spool/fakecron/$user; exit ;;
  esac
  shift
done
S
chmod 755 "$r/usr/bin/systemctl" "$r/etc/init.d/thing" "$r/usr/bin/crontab"

# Packages: a repository in a folder, and no others, so that apt-get is quick.
: >"$r/var/lib/dpkg/status"
rm -f "$r"/var/lib/dpkg/info/*
pack() {
  p=$d/pack
  rm -rf "$p"
  mkdir -p "$p/DEBIAN" "$p/usr/share/judge"
  echo "$1 $2" >"$p/usr/share/judge/$1"
  printf 'Package: %s\nVersion: %s\nArchitecture: all\nMaintainer: nobody <nobody@example.com>\nDescription: a package of a test\n%s' "$1" "$2" "$3" >"$p/DEBIAN/control"
  f=$1_$2_all.deb
  dpkg-deb -Znone --root-owner-group -b "$p" "$r/repo/$f" >/dev/null
  { cat "$p/DEBIAN/control"; printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$f" "$(stat -c %s "$r/repo/$f")" "$(sha256sum <"$r/repo/$f" | cut -d' ' -f1)"; } >>"$r/repo/Packages"
}
pack judge-a 1.0 ''
pack judge-a 2.0 ''
pack judge-b 1.0 'Depends: judge-dep
'
pack judge-dep 1.0 ''
pack judge-c 1.5 ''
rm -rf "$r/etc/apt/sources.list" "$r/etc/apt/sources.list.d" "$r/etc/apt/preferences.d" "$r/var/lib/apt/lists" "$r/etc/apt/apt.conf.d" "$r/var/cache/apt"
mkdir -p "$r/etc/apt/sources.list.d" "$r/etc/apt/preferences.d" "$r/etc/apt/apt.conf.d" "$r/var/lib/apt/lists/partial" "$r/var/cache/apt/archives/partial"
touch -d 2001-01-01 "$r/var/lib/apt/lists"
echo 'deb [trusted=yes] file:/repo ./' >"$r/etc/apt/sources.list"
echo 'APT::Sandbox::User "root"; Dir::Cache::pkgcache ""; Dir::Cache::srcpkgcache "";' >"$r/etc/apt/apt.conf.d/judge"

# Packages of Red Hat's kind, where the test has built some.
if [ -n "$RPMS" ]; then
  cp -r "$RPMS" "$r/rpms"
  rm -rf "$r/etc/yum.repos.d" "$r/var/lib/rpm" "$r/var/cache/dnf" "$r/var/lib/dnf"
  mkdir -p "$r/etc/yum.repos.d" "$r/var/lib/rpm"
  printf '[judge]\nname=judge\nbaseurl=file:///rpms\ngpgcheck=0\n' >"$r/etc/yum.repos.d/judge.repo"
  printf '[more]\nname=more\nbaseurl=file:///rpms/more\ngpgcheck=0\nenabled=0\n' >>"$r/etc/yum.repos.d/judge.repo"
fi
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
exec chroot "$r" "$@"
