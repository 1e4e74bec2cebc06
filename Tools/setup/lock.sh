# Sourced: `hold_lock wait|refuse` takes the cache's lock on descriptor 9 until the script ends.
# `make clean-all` deletes the folder that holds the lock, so whoever waited checks that it holds the lock that others will see.
hold_lock() {
  while :; do
    mkdir -p "$cache" || fail "cannot make $cache; is the disk writable?"
    exec 9>"$cache/lock"
    if ! flock -n 9; then
      [ "$1" = wait ] || return 1
      say "another set-up is at work in $cache; waiting for it…"
      flock 9
    fi
    [ "/proc/self/fd/9" -ef "$cache/lock" ] && return 0
  done
}
