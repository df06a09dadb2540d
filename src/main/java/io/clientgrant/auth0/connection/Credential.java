package io.clientgrant.auth0.connection;

import java.security.interfaces.RSAPrivateKey;
import java.util.Optional;

/** What the operator proves itself with to a tenant. No text of it shows anything. */
public sealed interface Credential {
  /** The machine-to-machine application's client id. */
  String clientId();

  /** A secret that Auth0 knows as well. */
  record SharedSecret(String clientId, String clientSecret) implements Credential {
    @Override
    public String toString() {
      return "Credential[…]";
    }
  }

  /** The private half of a key pair; Auth0 knows the public half only. */
  record PrivateKey(String clientId, RSAPrivateKey key) implements Credential {
    @Override
    public String toString() {
      return "Credential[…]";
    }
  }

  /**
   * A credential with a key in PEM; empty unless that is an RSA key that tokens may be signed with.
   */
  static Optional<Credential> signing(String clientId, String pem) {
    return PrivateKeyPem.read(pem).map(key -> new PrivateKey(clientId, key));
  }
}
