# Sourced by ../offhook and ../offhook-lab: finds a JDK, builds what is missing or stale, and runs a main class.
# Needs bash; flock is used where it is there, so that two starts at once build only once.

# Prints the major version of the JDK in folder $1, or nothing.
java_major() {
  local version
  [ -x "$1/bin/java" ] || return 0
  if [ -r "$1/release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9.]*\).*/\1/p' "$1/release")
  else
    version=$("$1/bin/java" -version 2>&1 | sed -n '1s/.*version "\([0-9.]*\).*/\1/p')
  fi
  version=${version#1.}
  echo "${version%%.*}"
}

# Sets java_home to the first JDK that is new enough; ends with what was found otherwise.
find_java() {
  local needed=21 found= candidate major on_path
  local -a candidates=()
  if [ -n "${OFFHOOK_JAVA_HOME:-}" ]; then
    candidates=("$OFFHOOK_JAVA_HOME")
  else
    [ -n "${JAVA_HOME:-}" ] && candidates+=("$JAVA_HOME")
    on_path=$(command -v java || true)
    if [ -n "$on_path" ]; then
      on_path=$(readlink -f "$on_path" 2>/dev/null || echo "$on_path")
      candidates+=("${on_path%/bin/java}")
    fi
    candidates+=(/usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*
      /Library/Java/JavaVirtualMachines/*/Contents/Home)
  fi
  for candidate in "${candidates[@]}"; do
    major=$(java_major "$candidate")
    [ -n "$major" ] || continue
    if [ "$major" -ge $needed ]; then
      java_home=$candidate
      return
    fi
    case "$found," in *"$candidate (Java $major),"*) ;; *) found="$found${found:+, }$candidate (Java $major)" ;; esac
  done
  echo "$program: needs Java $needed or newer; found ${found:-none}. Install a JDK or set OFFHOOK_JAVA_HOME." >&2
  exit 3
}

# True if $app is not there or older than a source or POM of the modules.
stale() {
  local module
  [ -e "$app/built" ] || return 0
  local -a sources=("$root/pom.xml")
  for module in "${modules[@]}"; do
    sources+=("$root/$module/pom.xml" "$root/$module/src/main")
  done
  # Folders count too: removing a file touches its folder.
  [ -n "$(find "${sources[@]}" -newer "$app/built" -print -quit 2>/dev/null)" ]
}

# Builds the last of the modules with those that it needs, and puts its jars into a new folder behind the link $app,
# so that a program that is still running keeps the jars that it was started with.
build() {
  local module=${modules[${#modules[@]} - 1]} new log
  local quick=$root/$module/target/quick
  command -v mvn >/dev/null || { echo "$program: not built yet, and mvn is not on the path" >&2; exit 3; }
  echo "$program: building ..." >&2
  mkdir -p "${app%/*}"
  new=$(mktemp -d "${app%/*}/app-XXXXXX")
  log=$new/build.txt
  touch "$new/built"
  if ! (
    cd "$root" || exit
    command -v java >/dev/null || export JAVA_HOME=${JAVA_HOME:-$java_home}
    mvn -B -q -Dquick -pl "$module" -am package
  ) </dev/null >"$log" 2>&1; then
    cat "$log" >&2
    rm -rf "$new"
    echo "$program: the build failed" >&2
    exit 3
  fi
  rm -rf "$new/lib"
  mkdir "$new/lib"
  cp "$quick"/lib/*.jar "$quick"/*.jar "$new/lib/"
  local old
  old=$(readlink "$app" 2>/dev/null || true)
  ln -sfn "${new##*/}" "$app.new"
  mv -Tf "$app.new" "$app" 2>/dev/null || { rm -rf "$app"; mv -f "$app.new" "$app"; }
  local folder
  for folder in "${app%/*}"/app-*; do
    case ${folder##*/} in "${new##*/}" | "$old") ;; *) rm -rf "$folder" ;; esac
  done
}

# launch MAIN-CLASS ARGUMENT...: with root, program, modules (their folders, in the order of the build) and flags set.
launch() {
  local main=$1
  shift
  java_home= app=$root/${modules[${#modules[@]} - 1]}/target/app/current
  find_java
  if stale; then
    exec 9<"${BASH_SOURCE[0]}"
    if command -v flock >/dev/null; then
      flock 9
    fi
    if stale; then
      build 9<&-
    fi
    exec 9<&-
  fi
  # The folder itself, not the link: a later build moves the link while this program runs.
  local lib
  lib=$(cd -P "$app" && pwd)/lib
  # shellcheck disable=SC2086 # options are words
  exec "$java_home/bin/java" "${flags[@]}" ${OFFHOOK_JAVA_OPTIONS:-} -cp "$lib/*" "$main" "$@"
}
