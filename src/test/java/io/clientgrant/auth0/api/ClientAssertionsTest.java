package io.clientgrant.auth0.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import io.clientgrant.auth0.connection.Credential;
import io.clientgrant.testing.Keys;
import io.clientgrant.testing.MovableClock;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientAssertionsTest {
  @Test
  void anAssertionSaysWhatAuth0AsksForAndIsSignedWithTheKey() {
    var keys = Keys.rsa(2048);
    var clock = new MovableClock();
    Iterator<String> ids = List.of("first", "second").iterator();
    var assertions = new ClientAssertions(clock, ids::next);
    var credential = new Credential.PrivateKey("operator", (RSAPrivateKey) keys.getPrivate());

    var first = assertions.make(credential, "https://example.eu.auth0.test/");
    var second = assertions.make(credential, "https://example.eu.auth0.test/");

    var verification =
        (com.auth0.jwt.JWTVerifier.BaseVerification)
            JWT.require(Algorithm.RSA256((RSAPublicKey) keys.getPublic()))
                .withIssuer("operator")
                .withSubject("operator")
                .withAudience("https://example.eu.auth0.test/");
    var verifier = verification.build(Clock.fixed(clock.instant(), ZoneOffset.UTC));
    assertThat(verifier.verify(first).getId()).isEqualTo("first");
    assertThat(verifier.verify(second).getId()).isEqualTo("second");
    var jwt = verifier.verify(first);
    assertThat(jwt.getAlgorithm()).isEqualTo("RS256");
    assertThat(jwt.getIssuedAtAsInstant()).isEqualTo(clock.instant());
    assertThat(jwt.getExpiresAtAsInstant())
        .isBetween(clock.instant().plusSeconds(1), clock.instant().plus(Duration.ofMinutes(5)));
    assertThat(jwt.getClaims()).containsOnlyKeys("iss", "sub", "aud", "iat", "exp", "jti");
  }
}
