package io.clientgrant.auth0;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientgrant.auth0.api.WriteOrigin;
import io.clientgrant.auth0.cache.ClientNames;
import io.clientgrant.auth0.cache.DeclaredScopes;
import io.clientgrant.auth0.cache.GrantCache;
import io.clientgrant.auth0.cache.ResyncProgress.Finished;
import io.clientgrant.auth0.cache.ResyncProgress.Paused;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.auth0.http.EndpointLimiters;
import io.clientgrant.auth0.http.TenantClock;
import io.clientgrant.auth0.limit.RateLimit;
import io.clientgrant.auth0.limit.RateLimiter;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.plan.Observation.Absent;
import io.clientgrant.grant.plan.Observation.Found;
import io.clientgrant.grant.plan.Observation.Indeterminate;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.limit.Plan;
import io.clientgrant.simulator.state.Organization;
import io.clientgrant.simulator.state.StoredGrant;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AssociationsTest {
  private static final WriteOrigin SOMEBODY =
      new WriteOrigin("OrganizationClientGrant", "ns", "name", "uid", 1, "kubectl");

  private static final String ID = "cgr_0123456789abcdef";
  private static final GrantKey USE = TenantFixture.KEY.forOrganization("org_0001");
  private static final String READ = "GET /api/v2/client-grants/{id}/organizations";
  private static final String ASSOCIATE = "POST /api/v2/organizations/{id}/client-grants";
  private static final Duration INTERVAL = Duration.ofMinutes(30);

  @AutoClose private final TenantFixture simulated = new TenantFixture();
  private final RateLimiter rateLimiter = new RateLimiter("tenant", simulated.clock);
  private final Tenant tenant =
      new Tenant(
          simulated.api(rateLimiter),
          new SharedEndpoint(
              new GrantCache(() -> Long.MAX_VALUE / 2),
              new DeclaredScopes(() -> Long.MAX_VALUE / 2),
              new ClientNames(() -> Long.MAX_VALUE / 2),
              EndpointLimiters.of(rateLimiter),
              new TenantClock(simulated.clock),
              _ -> simulated.api(rateLimiter)),
          10_000,
          simulated.clock,
          () -> {});
  private final Associations associations = tenant.associations();

  @BeforeEach
  void aGrantWithAnOrganization() {
    associations.readEach(INTERVAL);
    simulated
        .simulator
        .tenant()
        .put(
            StoredGrant.of(ID, TenantFixture.CLIENT, TenantFixture.AUDIENCE, "read")
                .withOrganizationUsage("allow"));
    organizations(1);
    var _ = tenant.grants().refresh(TenantFixture.KEY);
    simulated.simulator.requests().reset();
  }

  @Test
  void nothingIsReadThatNobodyAsksAbout() {
    assertThat(tenant.grants().observe(USE)).isEqualTo(new Indeterminate());
    assertThat(associations.mustRead(USE)).isTrue();
    assertThat(associations.mustRead(TenantFixture.KEY)).isFalse();
    assertThat(associations.nextReading(USE)).isEmpty();
    assertThat(simulated.simulator.requests().counts()).isEmpty();
  }

  @Test
  void aReadingIsEnoughForAllOrganizationsUntilTheNextIsDue() {
    organizations(250);
    associate(250);

    assertThat(associations.read(USE)).isInstanceOf(Finished.class);
    assertThat(simulated.calls(READ)).isEqualTo(3);
    assertThat(tenant.grants().observe(TenantFixture.KEY.forOrganization("org_0250")))
        .isInstanceOf(Found.class);
    assertThat(tenant.grants().observe(TenantFixture.KEY.forOrganization("org_0251")))
        .isEqualTo(new Absent());
    assertThat(associations.mustRead(USE)).isFalse();
    simulated.clock.move(INTERVAL);
    assertThat(associations.mustRead(USE)).isTrue();
  }

  /** After a start, all resources that are about a grant find at once that it was never read. */
  @Test
  void whoComesWhenAReadingHasJustEndedDoesNotReadAgain() {
    organizations(250);
    associate(250);
    assertThat(associations.mustRead(USE)).as("what two workers see").isTrue();

    assertThat(associations.read(USE)).isInstanceOf(Finished.class);
    assertThat(associations.read(USE)).isInstanceOf(Finished.class);
    assertThat(simulated.calls(READ)).isEqualTo(3);
  }

  /** Whoever asks before a reading begins is answered by it, whoever makes the calls. */
  @Test
  void thoseWhoAskForANewReadingShareIt() {
    organizations(150);
    associate(150);
    rateLimiter.configure(this, new RateLimit(1, 1));
    assertThat(associations.readAnew(USE, "a")).isInstanceOf(Paused.class);
    assertThat(associations.readAnew(USE, "b")).isInstanceOf(Paused.class);
    rateLimiter.removeConfigured(this);
    simulated.clock.move(Duration.ofSeconds(1));

    assertThat(associations.readAnew(USE, "a")).isInstanceOf(Finished.class);
    assertThat(associations.readAnew(USE, "b")).isInstanceOf(Finished.class);
    assertThat(simulated.calls(READ)).isEqualTo(2);
    simulated.clock.move(Duration.ofSeconds(1));
    assertThat(associations.readAnew(USE, "b")).as("asks again").isInstanceOf(Finished.class);
    assertThat(simulated.calls(READ)).isEqualTo(4);
  }

  @Test
  void aReadingTellsWhatOthersHaveChanged() {
    organizations(3);
    associate(2);
    read();
    var _ = simulated.simulator.tenant().dissociate("org_0001", ID);
    var _ = simulated.simulator.tenant().associate("org_0003", ID);

    simulated.clock.move(INTERVAL);
    assertThat(read().changed())
        .containsExactlyInAnyOrder(USE, TenantFixture.KEY.forOrganization("org_0003"));
  }

  @Test
  void ofAGrantThatWasJustMadeItIsKnownThatItHasNone() {
    simulated.simulator.tenant().removeGrant(ID);
    var _ = tenant.grants().refresh(TenantFixture.KEY);
    assertThat(tenant.grants().observe(USE)).isEqualTo(new Absent());
    var _ =
        tenant.grants().create(new DesiredGrant(TenantFixture.KEY, false, Settings.NONE), SOMEBODY);

    assertThat(tenant.grants().observe(USE)).isEqualTo(new Absent());
    assertThat(associations.mustRead(USE)).isFalse();
  }

  @Test
  void whatIsWrittenWhileAReadingIsUnderWayIsNewerThanItsPages() {
    organizations(150);
    associate(150);
    simulated.simulator.rateLimit(1, Duration.ofSeconds(10));
    var _ = tenant.grants().refresh(TenantFixture.KEY); // learns the limit
    simulated.clock.move(Duration.ofSeconds(20));
    assertThat(associations.read(USE)).isInstanceOf(Paused.class);

    simulated.simulator.rateLimit(1_000, Duration.ofMillis(1));
    var _ =
        tenant
            .grants()
            .delete(
                new Grant(new GrantId(ID), USE, Settings.NONE, false),
                SOMEBODY); // on the first page
    simulated.clock.move(Duration.ofMinutes(1));
    read();
    assertThat(tenant.grants().observe(USE)).isEqualTo(new Absent());
  }

  @Test
  void theIdOfAnAssociationIsThatOfTheGrantThoughTheAnswerCallsItOtherwise() {
    var made = tenant.grants().create(new DesiredGrant(USE, false, Settings.NONE), SOMEBODY);

    assertThat(made).isEqualTo(new Grant(new GrantId(ID), USE, Settings.NONE, false));
    assertThat(simulated.simulator.tenant().organizationsOf(ID)).hasSize(1);
    assertThat(simulated.simulator.requests().recent(ASSOCIATE))
        .singleElement()
        .satisfies(request -> assertThat(request.correlationId()).contains("uid"));
  }

  /** A 404 may be that of something in between. */
  @Test
  void aDeletionThatIsNotFoundIsLookedUp() {
    associate(1);
    read();
    var there = new Grant(new GrantId(ID), USE, Settings.NONE, false);
    simulated
        .simulator
        .faults()
        .add(Fault.status(404).on("DELETE /api/v2/organizations/{id}/client-grants/{grant_id}"));

    assertThatThrownBy(() -> tenant.grants().delete(there, SOMEBODY))
        .isInstanceOf(TenantException.class);
    var _ = simulated.simulator.tenant().dissociate("org_0001", ID);
    assertThat(tenant.grants().delete(there, SOMEBODY)).isEqualTo(new Absent());
    assertThat(tenant.grants().observe(USE)).isEqualTo(new Absent());
  }

  /** Ten pages, and the limit of a small plan. */
  @Test
  void aThousandOrganizationsAreReadWithoutARefusal() {
    organizations(1_000);
    associate(1_000);
    simulated.simulator.rateLimits().set(Plan.ESSENTIALS);
    var _ = tenant.grants().refresh(TenantFixture.KEY);

    for (var reading = 0; reading < 3; reading++) {
      var progress = associations.read(USE);
      while (progress instanceof Paused(var until)) {
        simulated.clock.move(Duration.between(simulated.clock.instant(), until));
        progress = associations.read(USE);
      }
      assertThat(progress).isInstanceOf(Finished.class);
      simulated.clock.move(INTERVAL);
    }
    assertThat(simulated.calls(READ)).isEqualTo(30);
    assertThat(simulated.simulator.requests().recent())
        .noneMatch(request -> request.status().filter(code -> code == 429).isPresent());
    assertThat(simulated.simulator.requests().counts())
        .containsOnlyKeys(READ, "GET /api/v2/client-grants");
  }

  private Finished read() {
    return (Finished) associations.read(USE);
  }

  private void organizations(int last) {
    for (var number = 1; number <= last; number++) {
      simulated
          .simulator
          .tenant()
          .put(Organization.of("org_%04d".formatted(number), "name-%04d".formatted(number)));
    }
  }

  private void associate(int last) {
    for (var number = 1; number <= last; number++) {
      var _ = simulated.simulator.tenant().associate("org_%04d".formatted(number), ID);
    }
  }
}
