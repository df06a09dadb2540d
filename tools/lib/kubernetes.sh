# shellcheck shell=bash
# Starts etcd and kube-apiserver. tools/control-plane and e2e/node source this file.
#
# The functions work in the current folder, which is private and removed at the end.
#
# shellcheck disable=SC2154  # the script that sources this file sets program and logs (see processes.sh), and:
#   binaries  the folder of etcd, kube-apiserver and kubectl

# shellcheck source=processes.sh
source "${BASH_SOURCE[0]%/*}/processes.sh"

# One key pair is both the certificate of the API server, which clients verify, and the key that signs ServiceAccount tokens.
make_certificate() { # names, in the form of subjectAltName
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out cert.pem -days 365 \
    -subj /CN=kube-apiserver -addext "subjectAltName=$1" >"$logs/openssl.log" 2>&1 ||
    fail_with_log openssl "openssl did not make a certificate."
}

# Adds a user to the API server's token file and puts the token into token.
add_user() { # user [, group]
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

# etcd listens on sockets in the private folder and has no port. So no port can be taken, and no other process can reach it.
# It has no peers, so nothing uses the address that it advertises.
start_etcd() {
  start etcd "$binaries/etcd" --name alone --data-dir "$PWD/etcd" --unsafe-no-fsync --log-level warn \
    --listen-client-urls "unix://$PWD/etcd.sock" --advertise-client-urls http://127.0.0.1:1 \
    --listen-peer-urls "unix://$PWD/peer.sock" --initial-advertise-peer-urls http://127.0.0.1:1 \
    --initial-cluster alone=http://127.0.0.1:1
}

# The endpoint reconciler is off because it does not accept a loopback address.
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
