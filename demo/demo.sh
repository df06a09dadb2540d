#!/usr/bin/env bash
# Shows what the operator does, in a few steps. Each step is verified, and the script exits with 1 if one fails.
# `make demo` runs it. With KEEP=1 everything stays up at the end, so that you can try things out.
#
# This script only runs the steps. demo/environment has the processes and the folder, and removes them when this script
# ends, even by SIGKILL.
#
# Commands are shown as you would type them, with their variables.
# shellcheck disable=SC2016
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=processes.sh
source tools/lib/processes.sh
check_timeout=30 # seconds; one or two are usual

run_steps() {
  step 'Install the CRDs in an empty cluster, and start the operator.'
  show 'kubectl apply --server-side -f crds/'
  start_operator

  step 'Connect a tenant: a Secret with its credential, and an Auth0Tenant that names the Secret.'
  show 'kubectl create secret generic auth0-management \
      --from-literal=domain=demo.eu.auth0.test --from-literal=endpoint=$SIMULATOR \
      --from-literal=clientId=simulator-management --from-literal=clientSecret=simulator-secret'
  show 'kubectl apply -f demo/tenant.yaml'
  show 'kubectl wait --for=condition=Ready auth0tenant/demo --timeout=30s'

  step 'Create a grant: the reports worker may read and write invoices.'
  show 'kubectl apply -f demo/grant.yaml'
  show 'kubectl wait --for=condition=Ready clientgrant/invoices --timeout=30s'
  show 'kubectl get clientgrants'
  grant=$(kubectl get clientgrant invoices -o jsonpath='{.status.grant.id}')
  verify 'The tenant has the grant.' '"scope":["read:invoices","write:invoices"]' at_tenant "$grant"

  step 'Change the scope: the reports worker may only read.'
  show $'kubectl patch clientgrant invoices --type merge --patch \'{"spec": {"scope": ["read:invoices"]}}\''
  show 'kubectl wait --for=condition=Ready clientgrant/invoices --timeout=30s'
  verify 'The tenant has the new scope.' '"scope":["read:invoices"]' at_tenant "$grant"

  step 'Add the scope again by hand, at the tenant. The next resync (every 2 s in this demo) corrects it.'
  get_token
  show "curl --silent --fail-with-body \$SIMULATOR/api/v2/client-grants/$grant --request PATCH \\
      --header \"Authorization: Bearer \$TOKEN\" --header 'Content-Type: application/json' \\
      --data '{\"scope\": [\"read:invoices\", \"write:invoices\"]}'"
  verify 'The tenant has the scope of the spec again.' '"scope":["read:invoices"]' at_tenant "$grant"
  verify 'An event reports the correction.' 2 count_updates
  show 'kubectl events --for clientgrant/invoices'

  step 'Make a mistake that the schema rejects.'
  show_rejection 'set exactly one of scope (a list; [] grants no scope) and allowAllScopes: true' \
    'kubectl apply -f demo/scope-twice.yaml'

  step 'Make a mistake that only the tenant can find: a scope that the API does not define. The status reports it.'
  show 'kubectl apply -f demo/unknown-scope.yaml'
  show 'kubectl wait --for=condition=Ready=False clientgrant/reports --timeout=30s'
  show $'kubectl get clientgrant reports -o jsonpath=\'{.status.conditions[?(@.type=="Ready")].message}{"\\n"}\''
  verify "The message is that of Auth0's API." 'scope must be a subset of resource server scopes' cat "$folder/shown"

  step 'Let the reports worker use the grant for one organization, and look at the association at the tenant.'
  show $'kubectl patch clientgrant invoices --type merge --patch \'{"spec": {"organizationUsage": "allow"}}\''
  show 'kubectl apply -f demo/organization.yaml'
  show 'kubectl wait --for=condition=Ready organizationclientgrant/invoices-retail --timeout=30s'
  show 'kubectl get organizationclientgrants'
  verify 'The tenant has the association.' "$grant" associations

  step 'Delete all resources. The association and the grant at the tenant are deleted too.'
  show 'kubectl delete organizationclientgrant invoices-retail --timeout=30s'
  show 'kubectl delete clientgrant invoices reports --timeout=30s'
  verify 'The tenant does not have the grant any more.' ' 404' at_tenant "$grant"

  step 'Count the API calls.'
  count_calls
}

# All calls at the tenant are the operator's, except the two of the change by hand.
count_calls() {
  calls | awk '{ printf "    %4d  %-6s %s\n", $1, $2, $3; total += $1 } END { printf "    %4d  total\n", total }'
  verify 'Four updates (one by hand), one deletion, one association made and removed. The creations beyond the first were rejected, and there was no other write.' \
    '1 DELETE, 1 DELETE, 4 PATCH, POST, 1 POST' writes
}

calls() {
  ask "$SIMULATOR/_simulator/requests" | sed 's/^{"counts":{//; s/},"recent":.*//; s/,/\n/g' |
    sed 's/^"\([A-Z]*\) \(.*\)":\([0-9]*\)$/\3 \1 \2/'
}

# Creations have no number: how often one is tried whose scope the API does not have yet depends on the time that has passed.
writes() {
  calls | awk '$2 != "GET" && $3 != "/oauth/token" {
    printf "%s%s%s", comma, ($2 $3 == "POST/api/v2/client-grants" ? "" : $1 " "), $2; comma = ", " }'
}

# The grant at the tenant, followed by the HTTP status. The simulator does not count this request as an API call.
at_tenant() { # id of a grant
  ask --write-out ' %{http_code}' "$SIMULATOR/_simulator/client-grants/$1"
}

associations() {
  ask "$SIMULATOR/_simulator/seed" | sed 's/.*"organization_client_grants"//'
}

count_updates() {
  kubectl events --for clientgrant/invoices | grep -cw Updated
}

get_token() {
  TOKEN=$(ask --data grant_type=client_credentials --data audience=https://demo.eu.auth0.test/api/v2/ \
    --data client_id=simulator-management --data client_secret=simulator-secret "$SIMULATOR/oauth/token" |
    sed 's/.*"access_token":"\([^"]*\)".*/\1/')
  export TOKEN
}

ask() {
  curl --silent --show-error --max-time 5 "$@"
}

# --- output ------------------------------------------------------------------------------------------------------------

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
    pause 3 # if a process has stopped, demo/environment reports it in this time
    abort "The command should succeed, but it exited with $status."
  }
}

show_rejection() { # message that kubectl must print, command
  ! run "$2" || abort "The command should be rejected."
  grep -qF "$1" "$folder/shown" || abort "The command should be rejected with: $1"
  passed 'The message says how to correct it.'
}

run() { # command; its output goes to the screen and to $folder/shown
  local status=0
  printf '  %s$ %s%s\n' "$dim" "$1" "$plain"
  (eval "exec ${kill_with_parent[*]} $1") >"$folder/shown" 2>&1 </dev/null &
  child=$!
  while kill -0 "$child" 2>/dev/null; do pause; done
  wait "$child" || status=$?
  child=
  awk '{ print "    " $0 }' "$folder/shown"
  return "$status"
}

verify() { # sentence, text, a command; waits until the output of the command contains the text
  local deadline=$((SECONDS + check_timeout)) seen
  until seen=$("${@:3}" 2>&1) && [[ $seen == *"$2"* ]]; do
    ((SECONDS < deadline)) || abort "This was not true within $check_timeout seconds: $1" "$2" "$seen"
    pause
  done
  passed "$1"
}

passed() { # sentence
  printf '  %s✓%s %s\n' "$green" "$plain" "$1"
}

abort() { # sentence, what was expected, what was seen
  if [[ -f $folder/operator.log ]]; then
    printf '\nThe end of the log of the operator:\n'
    tail -n 10 "$folder/operator.log" | cut -c 1-500
  fi
  printf '\n%s✗ %s%s\n' "$red" "$1" "$plain"
  (($# == 1)) || printf '  expected: %s\n  seen:     %s\n' "$2" "$3"
  exit 1
} >&2

# --- the environment ---------------------------------------------------------------------------------------------------

start_environment() {
  coproc environment { exec setsid demo/environment; }
  # bash unsets these variables when the process ends.
  # shellcheck disable=SC2154
  environment_process=$environment_PID answers=${environment[0]} commands=${environment[1]}
  read_answer FOLDER
  folder=$answer
  read_answer KUBECTL
  PATH=${answer%/*}:$PATH
  read_answer KUBECONFIG
  # kubectl's cache is removed with the folder, and your own preferences (kuberc) do not change the demo.
  export KUBECONFIG=$answer KUBECACHEDIR=$folder/kubectl KUBERC=off
  read_answer SIMULATOR
  SIMULATOR=$answer
}

start_operator() {
  printf '  %s$ java -jar target/clientgrant-operator.jar --http-port 0%s\n' "$dim" "$plain"
  echo operator >&"$commands"
  read_answer METRICS
  METRICS=$answer
  passed 'The operator is ready.'
}

read_answer() { # name
  local line
  read -r line <&"$answers" || environment_ended
  [[ $line == "$1="* ]] || abort "demo/environment printed this instead of $1: $line"
  answer=${line#*=}
}

pause() {
  local _
  { read -r -t "${1:-0.05}" _ <&"$answers"; } 2>/dev/null || (($? > 128)) || environment_ended
}

environment_ended() {
  printf '\n%s✗ The demo cannot continue, because demo/environment has ended.%s\n' "$red" "$plain" >&2
  exit 1
}

end() {
  trap '' INT TERM HUP
  [[ -z $child ]] || kill "$child" 2>/dev/null || true
  [[ -z $commands ]] || exec {commands}>&-
  [[ -z $environment_process ]] || wait "$environment_process" || true
  [[ -z $folder ]] || rm -rf "$folder"
}

# ------------------------------------------------------------------------------------------------------------------------

stay() {
  step 'Create the grant again, so that you can try things out.'
  show 'kubectl apply -f demo/grant.yaml'
  show 'kubectl wait --for=condition=Ready clientgrant/invoices --timeout=30s'
  cat <<END

${bold}Everything stays up until Ctrl-C.$plain In another terminal, in this folder:

  export KUBECONFIG=$KUBECONFIG
  export PATH=${PATH%%:*}:\$PATH
  export SIMULATOR=$SIMULATOR METRICS=$METRICS

Then, for example:

  kubectl get auth0tenants,clientgrants
  kubectl edit clientgrant invoices
  kubectl apply -f examples/no-scopes.yaml
  kubectl events --watch
  curl \$SIMULATOR/_simulator/seed       # what the tenant has
  curl \$SIMULATOR/_simulator/requests   # the requests that it got
  curl \$METRICS
  tail -f $folder/operator.log
END
  while true; do pause 1; done
}

main() {
  folder='' child='' environment_process='' commands='' steps=0
  use_colours
  trap end EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
  command -v curl >/dev/null || abort 'curl is missing: install it.'
  [[ -f target/clientgrant-operator.jar ]] || abort 'The operator is not built: run make demo.'
  # The demo uses servers on this machine only, and no other cluster.
  export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
  unset KUBECONFIG "${!KUBERNETES_@}"
  echo 'Starting a Kubernetes API server and a simulated Auth0 tenant.'
  start_environment
  run_steps
  printf '\n%s✓ All steps are verified, after %d seconds.%s\n' "$green" "$SECONDS" "$plain"
  [[ -z ${KEEP:-} ]] || stay
  echo 'KEEP=1 make demo keeps everything running, so that you can try things out. More manifests are in examples/.'
}

main
