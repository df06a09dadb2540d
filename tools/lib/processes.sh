# shellcheck shell=bash
# Processes that end with the script that starts them. tools/control-plane, demo/environment and e2e/node source this file.
#
# Such a script has a parent, which holds the other end of the script's standard input. The parent can send commands, one a
# line. When the pipe closes, however the parent ended, the script must stop its processes and exit.
#
# shellcheck disable=SC2034,SC2154  # the script that sources this file sets:
#   program  its name in messages
#   logs     the folder of the logs, one file for each process

ready_timeout=90    # seconds; most processes need less than 10, and a busy machine needs more
kill_with_parent=() # a prefix for commands: when the script itself is killed, the kernel kills the command
! setpriv --pdeathsig KILL true 2>/dev/null || kill_with_parent=(setpriv --pdeathsig KILL)
partial_line=''
declare -A processes=() # process ids by name

say() {
  echo "$*" >&2
}

fail() {
  say "$program: $*"
  exit 1
}

fail_with_log() { # name of the log, sentence
  say "The end of the log of $1:"
  tail -n 20 "$logs/$1.log" | cut -c 1-500 >&2
  fail "$2"
}

start() { # name, command...
  "${kill_with_parent[@]}" "${@:2}" >"$logs/$1.log" 2>&1 </dev/null &
  processes[$1]=$!
}

is_running() { # name
  kill -0 "${processes[$1]}" 2>/dev/null
}

all_running() {
  local name
  for name in "${!processes[@]}"; do
    is_running "$name" || return 1
  done
}

fail_if_stopped() {
  local name
  for name in "${!processes[@]}"; do
    is_running "$name" || fail_with_log "$name" "$name has stopped."
  done
}

kill_now() { # name; does nothing if no process has it
  [[ -n ${processes[$1]:-} ]] || return 0
  kill -KILL "${processes[$1]}" 2>/dev/null || true
  wait "${processes[$1]}" 2>/dev/null || true
  unset "processes[$1]"
}

# Waits for a line on standard input and puts it into command. After the timeout, command is empty. Returns false when
# the input is closed. A line can arrive in parts, with a timeout in between.
read_command() { # timeout in seconds
  local part='' status=0
  read -r -t "$1" part || status=$?
  partial_line+=$part command=
  ((status == 0)) || return $((status <= 128))
  command=$partial_line partial_line=
}

# Waits until a check succeeds. Returns false when a process has stopped or the time is up. Exits when the input is closed.
wait_until() { # check: a command...
  local deadline=$((SECONDS + ready_timeout))
  until "$@" >/dev/null 2>&1 </dev/null; do
    all_running && ((SECONDS < deadline)) || return 1
    read_command 0.05 || exit 0
  done
}
