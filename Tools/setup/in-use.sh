# Sourced: `users_of DIR…` prints a line for each process that runs from, or has mapped, something in these folders.
# Another user's processes are seen by root only.
users_of() {
  local process folder
  for process in /proc/[0-9]*; do
    [ "${process#/proc/}" != $$ ] || continue
    for folder in "$@"; do
      # A process may end while it is looked at, and another user's cannot be read; neither is an error here.
      if grep -qF " $folder/" "$process/maps" 2>/dev/null; then
        printf '  %s %s\n' "${process#/proc/}" "$(tr '\0' ' ' <"$process/cmdline" 2>/dev/null | cut -c1-100)"
        break
      fi
    done
  done
}
