# For run and verify: sees to it that what the build needs is there. Sourced, not called.

# True when $1 (like 17.0.15) is version $2.$3 or newer.
is_at_least() {
  local major=${1%%.*} rest=${1#*.}
  local minor=${rest%%[!0-9]*}
  [[ $major =~ ^[0-9]+$ ]] && ((major > $2 || (major == $2 && ${minor:-0} >= $3)))
}

has_jdk() {
  local version
  version=$("${JAVA_HOME:+$JAVA_HOME/bin/}javac" -version 2>&1) && is_at_least "${version#javac }" 17 0
}

has_maven() {
  local version
  version=$(mvn -version 2>/dev/null) && [[ $version =~ Apache\ Maven\ ([0-9.]+) ]] && is_at_least "${BASH_REMATCH[1]}" 3 8
}

# Installs what is missing where it may, else says what to type. Names of files are UTF-8 whatever the locale says.
set_up() {
  local missing=()
  [[ ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} == *[Uu][Tt][Ff]* ]] || export LC_ALL=C.UTF-8
  if [[ ${JAVA_HOME:-} ]] && ! has_jdk; then
    printf 'JAVA_HOME is %s, which is no JDK 17 or newer: set it to one, or unset it.\n' "$JAVA_HOME" >&2
    return 1
  fi
  command -v git >/dev/null || missing+=(git)
  has_jdk || missing+=(openjdk-17-jdk-headless)
  has_maven || missing+=(maven)
  ((${#missing[@]})) || return 0
  local install="apt-get install -y --no-install-recommends ${missing[*]}"
  if [[ $EUID == 0 ]] && command -v apt-get >/dev/null; then
    printf 'Installing %s\n' "${missing[*]}" >&2
    { apt-get update && DEBIAN_FRONTEND=noninteractive $install; } >&2 && has_jdk && has_maven && return 0
    printf 'That did not give a JDK 17 or newer, Maven 3.8 or newer and git: install them and try again.\n' >&2
  else
    printf 'A JDK 17 or newer, Maven 3.8 or newer and git are needed. On Debian, type:\n\n' >&2
    printf '  sudo apt-get update && sudo %s\n\n' "$install" >&2
  fi
  return 1
}
