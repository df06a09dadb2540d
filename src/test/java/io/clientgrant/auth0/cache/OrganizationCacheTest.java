package io.clientgrant.auth0.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.auth0.api.Organization;
import io.clientgrant.grant.GrantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrganizationCacheTest {
  private static final GrantId GRANT = new GrantId("cgr_1");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Organization A = new Organization("org_a", "a");
  private static final Organization B = new Organization("org_b", "b");

  private final OrganizationCache cache = new OrganizationCache();

  @Test
  void nothingIsKnownBeforeTheFirstReadingHasEnded() {
    var pass = begin(A);
    pass.next();
    assertThat(cache.isAssociated(GRANT, "org_a")).isEmpty();

    pass.finish();
    assertThat(cache.takeChanged(GRANT)).as("nobody knew anything else").isEmpty();
    assertThat(cache.isAssociated(GRANT, "org_a")).contains(true);
    assertThat(cache.isAssociated(GRANT, "org_b")).contains(false);
  }

  @Test
  void whatWasWrittenMeanwhileIsNewerThanThePages() {
    var pass = begin(A);
    pass.next();
    cache.remove(GRANT, "org_a");
    cache.put(GRANT, "org_b");
    pass.finish();

    assertThat(cache.isAssociated(GRANT, "org_a")).contains(false);
    assertThat(cache.isAssociated(GRANT, "org_b")).contains(true);
  }

  @Test
  void whatOthersHaveChangedIsToldOnce() {
    cache.putNew(GRANT, NOW);
    cache.put(GRANT, "org_a");
    var pass = begin(B);
    pass.next();
    pass.finish();

    assertThat(cache.takeChanged(GRANT)).containsExactlyInAnyOrder("org_a", "org_b");
    assertThat(cache.takeChanged(GRANT)).isEmpty();
  }

  @Test
  void aReadingThatWasBrokenOffLeavesWhatWasKnown() {
    cache.putNew(GRANT, NOW);
    cache.put(GRANT, "org_a");
    var pass = begin(B);
    pass.next();
    pass.abort();

    assertThat(cache.isAssociated(GRANT, "org_a")).contains(true);
    assertThat(cache.isAssociated(GRANT, "org_b")).contains(false);
    assertThat(cache.takeChanged(GRANT)).isEmpty();
  }

  @Test
  void whatNobodyAsksAboutIsForgotten() {
    cache.putNew(GRANT, NOW);
    cache.recordName(A, NOW);
    cache.forgetOlderThan(NOW);
    assertThat(cache.name("org_a", NOW)).contains("a");
    assertThat(cache.isAssociated(GRANT, "org_a")).contains(false);

    cache.forgetOlderThan(NOW.plusSeconds(1));
    assertThat(cache.name("org_a", Instant.MIN)).isEmpty();
    assertThat(cache.isAssociated(GRANT, "org_a")).isEmpty();
    assertThat(cache.name("org_a", NOW.minus(Duration.ofDays(1)))).isEmpty();
  }

  /** Whoever has just asked must find, after the reading, what it has shown. */
  @Test
  void whatSomebodyHasJustAskedAboutIsNotForgottenBeforeItIsRead() {
    var reading = cache.reading(GRANT, NOW);
    cache.forgetOlderThan(NOW);

    assertThat(cache.reading(GRANT, NOW)).isSameAs(reading);
  }

  private SharedReading.Pass begin(Organization... page) {
    return cache.begin(GRANT, List.of(List.of(page)).iterator(), () -> NOW);
  }
}
