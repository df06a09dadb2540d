# shellcheck shell=bash
# Functions of tools/control-plane and e2e/cluster, which source this: how servers are started, awaited and explained.
# They work in the current folder, a private one that goes away with them. Their standard input is the lifeline.
#
# shellcheck disable=SC2154  # whoever sources this says:
#   program   the name it goes by in messages
#   binaries  the folder of etcd, kube-apiserver and kubectl
#   logs      the folder of the logs, one a server

patience=90 # seconds; 3 are usual, a machine with much else to do needs more
leash=()    # what to put in front of a server so that it does not outlive its keeper
declare -A servers=()

say() {
  echo "$*" >&2
}

fail() {
  say "$program: $*"
  exit 1
}

start() { # name, command...
  "${leash[@]}" "${@:2}" >"$logs/$1.log" 2>&1 </dev/null &
  servers[$1]=$!
}

running() { # name
  kill -0 "${servers[$1]}" 2>/dev/null
}

all_running() {
  local name
  for name in "${!servers[@]}"; do
    running "$name" || return 1
  done
}

kill_now() { # name, of a server or of none
  [[ -n ${servers[$1]:-} ]] || return 0
  kill -KILL "${servers[$1]}" 2>/dev/null || true
  wait "${servers[$1]}" 2>/dev/null || true
  unset "servers[$1]"
}

# Waits until a command succeeds. False as soon as a server has stopped, or when patience ends. Closing the pipe ends it.
await() { # command...
  local until=$((SECONDS + patience))
  until "$@" >/dev/null 2>&1 </dev/null; do
    all_running && ((SECONDS < until)) || return 1
    read -r -t 0.05 _ || (($? > 128)) || exit 0
  done
}

# Does nothing while all servers run.
complain_if_stopped() {
  local name
  for name in "${!servers[@]}"; do
    running "$name" || complain "$name" "$name has stopped."
  done
}

complain() { # log, sentence
  tail -n 20 "$logs/$1.log" | cut -c 1-500 >&2
  fail "$2 The end of its log is above."
}

# One key pair serves as the API server's certificate, which clients verify, and as the signer of ServiceAccount tokens.
make_certificate() { # names, as openssl has them
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out cert.pem -days 365 \
    -subj /CN=kube-apiserver -addext "subjectAltName=$1" >"$logs/openssl.log" 2>&1 ||
    complain openssl "openssl could not make a certificate."
}

# Lets somebody in, by a new token.
admit() { # user [, group]
  token=$(openssl rand -hex 16)
  echo "$token,$1,$1${2:+,$2}" >>tokens.csv
}

write_kubeconfig() { # file, token, address of the API server
  cat >"$1" <<YAML
apiVersion: v1
kind: Config
current-context: control-plane
contexts: [{name: control-plane, context: {cluster: control-plane, user: user, namespace: default}}]
clusters:
- name: control-plane
  cluster: {server: "$3", certificate-authority-data: $(base64 -w0 cert.pem)}
users:
- name: user
  user: {token: $2}
YAML
}

# etcd listens on sockets in our private folder and has no port at all: nothing to collide, nobody else to talk to it.
# The address it advertises is never used, since it is alone.
start_etcd() {
  start etcd "$binaries/etcd" --name alone --data-dir "$PWD/etcd" --unsafe-no-fsync --log-level warn \
    --listen-client-urls "unix://$PWD/etcd.sock" --advertise-client-urls http://127.0.0.1:1 \
    --listen-peer-urls "unix://$PWD/peer.sock" --initial-advertise-peer-urls http://127.0.0.1:1 \
    --initial-cluster alone=http://127.0.0.1:1
}

# No endpoints are reconciled, which would refuse a loopback address.
start_apiserver() { # further arguments...
  start kube-apiserver "$binaries/kube-apiserver" --etcd-servers "unix://$PWD/etcd.sock" \
    --endpoint-reconciler-type none --service-cluster-ip-range 10.0.0.0/24 \
    --cert-dir "$PWD" --tls-cert-file cert.pem --tls-private-key-file key.pem --token-auth-file tokens.csv \
    --service-account-issuer https://kubernetes.default.svc --service-account-signing-key-file key.pem \
    --service-account-key-file cert.pem "$@"
}

kubectl() {
  "$binaries/kubectl" --kubeconfig kubeconfig --request-timeout 5s --cache-dir "$PWD" "$@"
}

apiserver_ready() {
  kubectl get --raw /readyz && kubectl get namespace default
}
