#!/bin/sh
# Stands for a command that would change the machine: it writes down how it was
# called, and answers what a module asks of it.
me=${0##*/}
case $me in crontab) case "$*" in *-) input=" <<$(cat)" ;; esac ;; esac
echo "$me $*$input" >>"${FAKE_LOG:-/dev/null}"
if [ -n "$FAKE_FAIL" ]; then echo "told to fail" >&2; exit 1; fi
case "$me $*" in
  "systemctl "*show*) printf 'LoadState=loaded\nActiveState=%s\nUnitFileState=disabled\n' "${FAKE_ACTIVE:-inactive}" ;;
  "dpkg-query "*'${Package}'*) printf 'havea\nhaveb\n' ;;
  "dpkg-query "*have*) echo "installed 1.0" ;;
  "dpkg-query "*) exit 1 ;;
  "apt-cache "*pkgnames*) printf 'havea\nhaveb\nnewa\n' ;;
  "apt-cache "*policy*) printf '  Candidate: 2.0\n' ;;
  "apt-get "*autoclean*) echo "Del old 1.0" ;;
  "apt-get "*install*|"apt-get "*upgrade*|"apt-get "*remove*) printf 'The following packages will be changed:\n  x\n1 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n' ;;
  "dpkg-deb "*) printf 'new 1.0' ;;
  "rpm "*have*) ;;
  "rpm "*) exit 1 ;;
  *--assumeno*) echo 'Operation aborted.'; exit 1 ;;
  "crontab "*-l*) printf 'A="1"\nB="2"\n#Ansible: old\n* * * * * true\n' ;;
  "file "*) eval last=\${$#}; printf '%s: text/plain; charset=us-ascii\n' "$last" ;;
  "lsattr "*) eval last=\${$#}; printf '7 ---i--- %s\n' "$last" ;;
esac
