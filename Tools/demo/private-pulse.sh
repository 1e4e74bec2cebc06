# Sourced: a PulseAudio of our own with one null sink, for machines without a sound card.

# start_private_pulse FOLDER: sets `pulse_server` (an address) and `pulse_pid`.
start_private_pulse() {
  local folder=$1
  mkdir -p "$folder/home"
  pulse_server=unix:$folder/native
  # A runtime folder and a home of its own: it must neither find nor disturb the user's PulseAudio.
  HOME=$folder/home XDG_RUNTIME_DIR=$folder XDG_CONFIG_HOME=$folder/home PULSE_RUNTIME_PATH=$folder/pulse setsid setpriv --pdeathsig TERM \
    pulseaudio -n --daemonize=no --exit-idle-time=-1 --use-pid-file=no \
    -L "module-native-protocol-unix socket=$folder/native auth-anonymous=1" \
    -L 'module-null-sink sink_name=taichu rate=48000' >"$folder/pulse.log" 2>&1 &
  pulse_pid=$!
  local tries
  for tries in {1..100}; do
    ! PULSE_SERVER=$pulse_server timeout 2 pactl info >/dev/null 2>&1 || return 0
    kill -0 "$pulse_pid" 2>/dev/null || break
    sleep 0.1
  done
  echo "demo: the private PulseAudio did not start; its last lines:" >&2
  tail -n 5 "$folder/pulse.log" >&2
  return 1
}
