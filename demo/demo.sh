#!/usr/bin/env bash
# The operator's life in a few steps, each shown and verified; exits with 1 if one fails. `make demo` runs it.
# With KEEP=1 everything stays up at the end, to play with.
#
# This script only tells the story. demo/environment holds the processes and the folder, and removes them when this script is
# gone, killed with SIGKILL even.
#
# Commands are shown as a person would type them, variables included.
# shellcheck disable=SC2016
set -euo pipefail

patience=30 # seconds for what takes one or two

story() {
  step 'An empty cluster learns the two kinds; then the operator starts.'
  show 'kubectl apply --server-side -f crds/'
  start_operator

  step 'A tenant: its credential in a Secret, and an Auth0Tenant that names it.'
  show 'kubectl create secret generic auth0-management \
      --from-literal=domain=demo.eu.auth0.test --from-literal=endpoint=$SIMULATOR \
      --from-literal=clientId=simulator-management --from-literal=clientSecret=simulator-secret'
  show 'kubectl apply -f demo/tenant.yaml'
  show 'kubectl wait --for=condition=Ready auth0tenant/demo --timeout=30s'

  step 'A grant: the reports worker may read and write invoices.'
  show 'kubectl apply -f demo/grant.yaml'
  show 'kubectl wait --for=condition=Ready clientgrant/invoices --timeout=30s'
  show 'kubectl get clientgrants'
  grant=$(kubectl get clientgrant invoices -o jsonpath='{.status.grant.id}')
  verify 'The tenant holds it.' '"scope":["read:invoices","write:invoices"]' at_tenant "$grant"

  step 'Reading will do: the scope changes.'
  show $'kubectl patch clientgrant invoices --type merge --patch \'{"spec": {"scope": ["read:invoices"]}}\''
  show 'kubectl wait --for=condition=Ready clientgrant/invoices --timeout=30s'
  verify 'So it is at the tenant.' '"scope":["read:invoices"]' at_tenant "$grant"

  step 'Somebody gives the scope back by hand, at the tenant: the next resync, every 2 s here, puts it right.'
  take_a_token
  show "curl --silent --fail-with-body \$SIMULATOR/api/v2/client-grants/$grant --request PATCH \\
      --header \"Authorization: Bearer \$TOKEN\" --header 'Content-Type: application/json' \\
      --data '{\"scope\": [\"read:invoices\", \"write:invoices\"]}'"
  verify 'The tenant holds what the file says again.' '"scope":["read:invoices"]' at_tenant "$grant"
  verify 'An event tells of it.' 2 count_updates
  show 'kubectl events --for clientgrant/invoices'

  step 'A mistake that the schema sees is refused at once.'
  show_refusal 'set exactly one of scope (a list; [] grants no scope) and allowAllScopes: true' \
    'kubectl apply -f src/test/resources/manifests/invalid/scope-and-allow-all-scopes.yaml'

  step 'A mistake that only the tenant sees, a scope that the API does not define, is told in the status.'
  show 'kubectl apply -f demo/unknown-scope.yaml'
  show 'kubectl wait --for=condition=Ready=False clientgrant/reports --timeout=30s'
  show $'kubectl get clientgrant reports -o jsonpath=\'{.status.conditions[?(@.type=="Ready")].message}{"\\n"}\''
  verify "It is the API's own sentence." 'scope must be a subset of resource server scopes' cat "$folder/shown"

  step 'What is deleted here is gone there.'
  show 'kubectl delete clientgrant invoices reports --timeout=30s'
  verify 'The tenant knows the grant no more.' ' 404' at_tenant "$grant"

  step 'The API calls that this took.'
  count_calls
}

# The only calls at the tenant that the operator did not make are the two of the change by hand.
count_calls() {
  calls | awk '{ printf "    %4d  %-6s %s\n", $1, $2, $3; total += $1 } END { printf "    %4d  in all\n", total }'
  verify 'Two creations (one refused), three updates (one by hand), one deletion: not one write too many.' \
    '1 DELETE, 3 PATCH, 2 POST' writes
}

calls() {
  ask "$SIMULATOR/_simulator/requests" | sed 's/^{"counts":{//; s/},"recent":.*//; s/,/\n/g' |
    sed 's/^"\([A-Z]*\) \(.*\)":\([0-9]*\)$/\3 \1 \2/'
}

writes() {
  calls | awk '$2 != "GET" && $3 != "/oauth/token" { printf "%s%d %s", comma, $1, $2; comma = ", " }'
}

# What the tenant holds, asked behind its back so that it does not count as a call; the status comes last.
at_tenant() { # id of a grant
  ask --write-out ' %{http_code}' "$SIMULATOR/_simulator/client-grants/$1"
}

count_updates() {
  kubectl events --for clientgrant/invoices | grep -cw Updated
}

take_a_token() {
  TOKEN=$(ask --data grant_type=client_credentials --data audience=https://demo.eu.auth0.test/api/v2/ \
    --data client_id=simulator-management --data client_secret=simulator-secret "$SIMULATOR/oauth/token" |
    sed 's/.*"access_token":"\([^"]*\)".*/\1/')
  export TOKEN
}

ask() {
  curl --silent --show-error --max-time 5 "$@"
}

# --- telling -----------------------------------------------------------------------------------------------------------

use_colours() {
  bold='' dim='' green='' red='' plain=''
  [[ -t 1 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]] || return 0
  bold=$'\e[1m' dim=$'\e[2m' green=$'\e[32m' red=$'\e[31m' plain=$'\e[0m'
}

step() { # sentence
  steps=$((steps + 1))
  printf '\n%s%d. %s%s\n' "$bold" "$steps" "$1" "$plain"
}

show() { # command
  run "$1" || {
    local status=$?
    pause 3 # if that was because something has stopped, the stage says so by then
    fail "That command should have succeeded, and exited with $status."
  }
}

show_refusal() { # sentence that kubectl shall say, command
  ! run "$2" || fail "That command should have been refused."
  grep -qF "$1" "$folder/shown" || fail "It should have been refused with: $1"
  right 'Refused, with the sentence that says what to do.'
}

run() { # command; its output goes to the screen, and to $folder/shown
  local status=0
  printf '  %s$ %s%s\n' "$dim" "$1" "$plain"
  (eval "exec ${leash[*]} $1") >"$folder/shown" 2>&1 </dev/null &
  child=$!
  while kill -0 "$child" 2>/dev/null; do pause; done
  wait "$child" || status=$?
  child=
  awk '{ print "    " $0 }' "$folder/shown"
  return "$status"
}

verify() { # sentence, text, the command whose output shall come to hold it
  local until=$((SECONDS + patience)) seen
  until seen=$("${@:3}" 2>&1) && [[ $seen == *"$2"* ]]; do
    ((SECONDS < until)) || fail "This should be true, and was not within $patience seconds: $1" "$2" "$seen"
    pause
  done
  right "$1"
}

right() { # sentence
  printf '  %s✓%s %s\n' "$green" "$plain" "$1"
}

fail() { # sentence, what was expected, what was seen
  if [[ -f $folder/operator.log ]]; then
    printf "\nThe end of the operator's log:\n"
    tail -n 10 "$folder/operator.log" | cut -c 1-500
  fi
  printf '\n%s✗ %s%s\n' "$red" "$1" "$plain"
  (($# == 1)) || printf '  expected: %s\n  seen:     %s\n' "$2" "$3"
  exit 1
} >&2

# --- the stage ---------------------------------------------------------------------------------------------------------

start_stage() {
  coproc stage { exec setsid demo/environment; }
  # bash forgets these when the stage ends.
  # shellcheck disable=SC2154
  stage_process=$stage_PID answers=${stage[0]} lifeline=${stage[1]}
  hear FOLDER
  folder=$heard
  hear KUBECTL
  PATH=${heard%/*}:$PATH
  hear KUBECONFIG
  # kubectl's cache goes with the folder, and nobody's own preferences change the story.
  export KUBECONFIG=$heard KUBECACHEDIR=$folder/kubectl KUBERC=off
  hear SIMULATOR
  SIMULATOR=$heard
}

start_operator() {
  printf '  %s$ java -jar target/clientgrant-operator.jar --http-port 0%s\n' "$dim" "$plain"
  echo operator >&"$lifeline"
  hear METRICS
  METRICS=$heard
  right 'It is ready.'
}

hear() { # name
  local line
  read -r line <&"$answers" || off_stage
  [[ $line == "$1="* ]] || fail "demo/environment said this instead of $1: $line"
  heard=${line#*=}
}

pause() {
  local _
  { read -r -t "${1:-0.05}" _ <&"$answers"; } 2>/dev/null || (($? > 128)) || off_stage
}

off_stage() {
  printf '\n%s✗ The demo cannot go on: what it plays on has ended.%s\n' "$red" "$plain" >&2
  exit 1
}

end() {
  trap '' INT TERM HUP
  [[ -z $child ]] || kill "$child" 2>/dev/null || true
  [[ -z $lifeline ]] || exec {lifeline}>&-
  [[ -z $stage_process ]] || wait "$stage_process" || true
  [[ -z $folder ]] || rm -rf "$folder"
}

# ------------------------------------------------------------------------------------------------------------------------

stay() {
  step 'The grant again, to play with.'
  show 'kubectl apply -f demo/grant.yaml'
  show 'kubectl wait --for=condition=Ready clientgrant/invoices --timeout=30s'
  cat <<END

${bold}Everything stays up until Ctrl-C.$plain In another terminal, in this folder:

  export KUBECONFIG=$KUBECONFIG
  export PATH=${PATH%%:*}:\$PATH
  export SIMULATOR=$SIMULATOR METRICS=$METRICS

and then, for example:

  kubectl get auth0tenants,clientgrants
  kubectl edit clientgrant invoices
  kubectl apply -f examples/no-scopes.yaml
  kubectl events --watch
  curl \$SIMULATOR/_simulator/seed       # what the tenant holds
  curl \$SIMULATOR/_simulator/requests   # what was asked of it
  curl \$METRICS
  tail -f $folder/operator.log
END
  while true; do pause 1; done
}

main() {
  folder='' child='' stage_process='' lifeline='' steps=0 leash=()
  cd "$(dirname "${BASH_SOURCE[0]}")/.."
  use_colours
  trap end EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
  command -v curl >/dev/null || fail 'curl is missing: install it.'
  [[ -f target/clientgrant-operator.jar ]] || fail 'Nothing is built yet: run make demo.'
  # Everything here talks to this machine only, and to no other cluster.
  export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
  unset KUBECONFIG "${!KUBERNETES_@}"
  ! setpriv --pdeathsig KILL true 2>/dev/null || leash=(setpriv --pdeathsig KILL)
  echo 'A Kubernetes API server and a simulated Auth0 tenant are starting.'
  start_stage
  story
  printf '\n%s✓ Every step is verified, after %d seconds.%s\n' "$green" "$SECONDS" "$plain"
  [[ -z ${KEEP:-} ]] || stay
  echo 'To play with it: KEEP=1 make demo. More manifests to try are in examples/.'
}

main
