package io.clientgrant.controller.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.grant.policy.Guardrail;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecMapperTest {
  /** From now, or from the last change, an extension each day would make room for another. */
  @Test
  void aLifetimeCountsFromTheCreationOfTheResource() {
    assertThat(SpecMapper.lifetime(endingAt("2020-01-31T00:00:00Z")))
        .isEqualTo(Duration.ofDays(30));
    assertThat(SpecMapper.lifetime(endingAt("2019-12-31T00:00:00Z")))
        .isEqualTo(Duration.ofDays(-1));
    assertThat(SpecMapper.lifetime(endingAt("9999-12-31T23:59:59Z"))).isLessThan(Guardrail.ENDLESS);
    assertThat(SpecMapper.lifetime(resource(""))).isEqualTo(Guardrail.ENDLESS);
  }

  /** The schema lets nothing else through than an older one may have. */
  @ParameterizedTest
  @CsvSource({
    "2026-12-31T18:00:00Z,           2026-12-31T18:00:00Z",
    "2026-12-31T18:00:00+02:00,      2026-12-31T16:00:00Z",
    "2026-12-31T18:00:00-00:00,      2026-12-31T18:00:00Z",
    "2027-01-01T00:59:59.25+14:59,   2026-12-31T10:00:59.250Z",
    "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999999Z",
    "2026-12-31T23:59:60Z,           2026-12-31T23:59:59Z",
    "tomorrow,                       1970-01-01T00:00:00Z",
  })
  void anEndDateIsReadInUtcAndOneThatNobodyCanReadHasCome(String text, Instant end) {
    assertThat(SpecMapper.endDate(endingAt(text).getSpec())).hasValue(end);
  }

  private static ClientGrant endingAt(String end) {
    return resource(", expiresAt: \"%s\"".formatted(end));
  }

  private static ClientGrant resource(String more) {
    return Serialization.unmarshal(
        """
        metadata: {name: g, namespace: ns, creationTimestamp: "2020-01-01T00:00:00Z"}
        spec: {tenantRef: {name: tenant}, clientId: billing, audience: "https://api"%s}
        """
            .formatted(more),
        ClientGrant.class);
  }
}
