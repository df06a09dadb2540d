package io.clientgrant.auth0.api;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import io.clientgrant.auth0.connection.Credential;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Makes what Auth0 takes in place of a client secret: a claim to be the client, good for once,
 * signed with the client's private key ({@code private_key_jwt}, RFC 7523).
 */
public final class ClientAssertions {
  private static final Duration LIFE = Duration.ofMinutes(1); // Auth0 takes at most five

  private final InstantSource clock;
  private final Supplier<String> ids;

  /**
   * @param ids gives another id each time, of at most 64 characters
   */
  public ClientAssertions(InstantSource clock, Supplier<String> ids) {
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * An assertion that has not been used yet.
   *
   * @param audience whom it is for
   */
  String make(Credential.PrivateKey credential, String audience) {
    var now = clock.instant();
    return JWT.create()
        .withIssuer(credential.clientId())
        .withSubject(credential.clientId())
        .withAudience(audience)
        .withIssuedAt(now)
        .withExpiresAt(now.plus(LIFE))
        .withJWTId(ids.get())
        .sign(Algorithm.RSA256(null, credential.key()));
  }
}
