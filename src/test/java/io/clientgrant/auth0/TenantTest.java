package io.clientgrant.auth0;

import static io.clientgrant.auth0.TenantFixture.CREATE;
import static io.clientgrant.auth0.TenantFixture.DELETE;
import static io.clientgrant.auth0.TenantFixture.GET;
import static io.clientgrant.auth0.TenantFixture.KEY;
import static io.clientgrant.auth0.TenantFixture.LIST;
import static io.clientgrant.auth0.TenantFixture.desired;
import static io.clientgrant.auth0.TenantFixture.failure;
import static io.clientgrant.auth0.TenantFixture.key;
import static io.clientgrant.auth0.TenantFixture.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.auth0.api.WriteOrigin;
import io.clientgrant.auth0.cache.ClientNames;
import io.clientgrant.auth0.cache.DeclaredScopes;
import io.clientgrant.auth0.cache.GrantCache;
import io.clientgrant.auth0.cache.ResyncProgress;
import io.clientgrant.auth0.failure.Failure.Conflict;
import io.clientgrant.auth0.failure.Failure.NotFound;
import io.clientgrant.auth0.failure.Failure.Unavailable;
import io.clientgrant.auth0.http.EndpointLimiters;
import io.clientgrant.auth0.http.TenantClock;
import io.clientgrant.auth0.limit.RateLimiter;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.plan.Observation.Absent;
import io.clientgrant.grant.plan.Observation.Found;
import io.clientgrant.simulator.faults.Fault;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class TenantTest {
  private static final WriteOrigin SOMEBODY =
      new WriteOrigin("ClientGrant", "ns", "name", "uid", 1, "kubectl");
  private static final Fault EMPTY_PAGE =
      Fault.status(200, Map.of("content-type", "application/json"), "{\"client_grants\": []}")
          .on(LIST)
          .times(1);

  @AutoClose private final TenantFixture simulated = new TenantFixture();
  private final Tenant tenant =
      new Tenant(
          simulated.api(),
          new SharedEndpoint(
              new GrantCache(() -> Long.MAX_VALUE / 2),
              new DeclaredScopes(() -> Long.MAX_VALUE / 2),
              new ClientNames(() -> Long.MAX_VALUE / 2),
              EndpointLimiters.of(new RateLimiter("tenant", InstantSource.system())),
              new TenantClock(InstantSource.system()),
              _ -> simulated.api()),
          10_000,
          InstantSource.system(),
          () -> {});

  @Test
  void aResyncReadsEveryGrantInPagesOfAHundred() {
    simulated.holdsMany(249); // and the operator's own

    assertThat(tenant.hasBeenRead()).isFalse();
    assertThat(resync()).hasSize(250);

    assertThat(tenant.hasBeenRead()).isTrue();
    assertThat(tenant.grants().count()).isEqualTo(250);
    assertThat(simulated.calls(LIST)).isEqualTo(3);
  }

  @Test
  void aResyncThatFindsNoDifferenceReportsNone() {
    simulated.holdsMany(3);
    resync();

    assertThat(resync()).isEmpty();
  }

  @Test
  void aResyncReportsExactlyWhatDiffers() {
    var grants = simulated.holdsMany(4);
    resync();
    simulated.put(grants.get(1).withScope("write"));
    simulated.simulator.tenant().removeGrant(grants.get(2).id());
    simulated.holds("cgr_new", "read");

    assertThat(resync())
        .containsExactlyInAnyOrder(
            key(grants.get(1).audience()), key(grants.get(2).audience()), KEY);
    assertThat(tenant.grants().observe(key(grants.get(1).audience())))
        .isInstanceOfSatisfying(
            Found.class, found -> assertThat(found.grant().settings()).isEqualTo(scope("write")));
    assertThat(tenant.grants().observe(key(grants.get(2).audience()))).isEqualTo(new Absent());
  }

  @Test
  void aFewMissingGrantsAreConfirmedOneByOne() {
    var grants = simulated.holdsMany(5);
    resync();
    grants.forEach(grant -> simulated.simulator.tenant().removeGrant(grant.id()));

    assertThat(resync()).containsExactlyInAnyOrderElementsOf(keys(grants));

    assertThat(simulated.calls(GET)).isEqualTo(5);
    assertThat(simulated.calls(LIST)).isEqualTo(2);
  }

  @Test
  void aFewGrantsThatAPageSkippedStay() {
    var grants = simulated.holdsMany(4); // and the operator's own
    resync();
    simulated.simulator.faults().add(EMPTY_PAGE);

    assertThat(resync()).isEmpty();

    assertThat(keys(grants)).allSatisfy(this::isFound);
    assertThat(simulated.calls(GET)).isEqualTo(5);
  }

  @Test
  void manyMissingGrantsAreConfirmedByASecondListAndFiveLookups() {
    var grants = simulated.holdsMany(6);
    resync();
    grants.forEach(grant -> simulated.simulator.tenant().removeGrant(grant.id()));

    assertThat(resync()).containsExactlyInAnyOrderElementsOf(keys(grants));

    assertThat(simulated.calls(GET)).isEqualTo(5);
    assertThat(simulated.calls(LIST)).isEqualTo(3);
    assertThat(tenant.grants().count()).isEqualTo(1);
  }

  @Test
  void aListThatLacksManyGrantsTwiceIsNotBelievedIfTheyAreThere() {
    var grants = simulated.holdsMany(150);
    resync();
    simulated.simulator.faults().add(EMPTY_PAGE.times(2));

    assertThat(failure(this::resync)).isInstanceOf(Unavailable.class);

    assertThat(keys(grants)).allSatisfy(this::isFound);
  }

  @Test
  void manyGrantsThatAPageSkippedStay() {
    var grants = simulated.holdsMany(150);
    resync();
    simulated.simulator.faults().add(EMPTY_PAGE);

    assertThat(resync()).isEmpty();

    assertThat(keys(grants)).allSatisfy(this::isFound);
    assertThat(simulated.calls(GET)).isZero();
  }

  @Test
  void anInterruptedFirstResyncLeavesTheTenantUnknown() {
    simulated.simulator.faults().add(Fault.status(500).on(LIST).times(1));

    assertThat(failure(this::resync)).isInstanceOf(Unavailable.class);

    assertThat(tenant.hasBeenRead()).isFalse();
  }

  @Test
  void driftFoundByAnInterruptedResyncIsReportedByTheNext() {
    var grants = simulated.holdsMany(3);
    resync();
    simulated.put(grants.getFirst().withScope("write"));
    simulated.simulator.tenant().removeGrant(grants.getLast().id());
    simulated.simulator.faults().add(Fault.status(500).on(GET).times(1));

    assertThat(failure(this::resync)).isInstanceOf(Unavailable.class);

    assertThat(resync())
        .containsExactlyInAnyOrder(
            key(grants.getFirst().audience()), key(grants.getLast().audience()));
  }

  @Test
  void theOperatorsOwnWritesAreKnownWithoutACallAndAreNoDrift() {
    resync();
    var created = tenant.grants().create(desired(scope("read")), SOMEBODY);
    assertThat(tenant.grants().observe(KEY)).isEqualTo(new Found(created));

    var updated = tenant.grants().update(created, scope("write"), SOMEBODY);
    assertThat(updated.settings()).isEqualTo(scope("write"));
    assertThat(tenant.grants().observe(KEY)).isEqualTo(new Found(updated));
    assertThat(resync()).isEmpty();

    var _ = tenant.grants().delete(updated, SOMEBODY);
    assertThat(tenant.grants().observe(KEY)).isEqualTo(new Absent());
    assertThat(resync()).isEmpty();
    assertThat(simulated.calls(LIST)).isEqualTo(4); // one to see what the deletion has left
    assertThat(simulated.calls(GET)).isZero();
  }

  @Test
  void anUpdateOfAGrantThatIsGoneTellsSo() {
    var owned = simulated.holds("cgr_1", "read");
    resync();
    simulated.simulator.tenant().removeGrant(owned.id());

    assertThat(failure(() -> tenant.grants().update(found(KEY), scope("write"), SOMEBODY)))
        .isInstanceOf(NotFound.class);

    assertThat(tenant.grants().observe(KEY)).isEqualTo(new Absent());
  }

  @Test
  void aFailedCallDoesNotChangeTheCache() {
    simulated.holds("cgr_1", "read");
    resync();
    var before = found(KEY);
    simulated.simulator.faults().add(Fault.status(500));

    failure(() -> tenant.grants().update(before, scope("write"), SOMEBODY));
    failure(() -> tenant.grants().delete(before, SOMEBODY));
    failure(() -> tenant.grants().refresh(KEY));

    assertThat(tenant.grants().observe(KEY)).isEqualTo(new Found(before));
  }

  @Test
  void aConflictIsResolvedByALookup() {
    resync();
    simulated.holds("cgr_1", "read");

    assertThat(failure(() -> tenant.grants().create(desired(scope("read")), SOMEBODY)))
        .isInstanceOf(Conflict.class);
    assertThat(tenant.grants().observe(KEY)).isEqualTo(new Absent());

    assertThat(tenant.grants().refresh(KEY)).isEqualTo(new Found(found(KEY)));
    assertThat(simulated.calls(CREATE)).isEqualTo(1);
  }

  /** A 404 may be that of something in between; the list says whether the grant is gone. */
  @Test
  void aDeletionThatIsNotFoundIsASuccessOnlyIfTheGrantIsGone() {
    var owned = simulated.holds("cgr_1", "read");
    resync();
    simulated.simulator.faults().add(Fault.status(404).on(DELETE).times(2));

    assertThat(failure(() -> tenant.grants().delete(found(KEY), SOMEBODY)))
        .isInstanceOf(NotFound.class);
    assertThat(tenant.grants().observe(KEY)).isInstanceOf(Found.class);

    var gone = found(KEY);
    simulated.simulator.tenant().removeGrant(owned.id());
    assertThat(tenant.grants().delete(gone, SOMEBODY)).isEqualTo(new Absent());
    assertThat(tenant.grants().observe(KEY)).isEqualTo(new Absent());
  }

  /** Auth0 answers so to the deletion of any id. */
  @Test
  void aDeletionThatSucceedsShowsWhatIsLeft() {
    var owned = simulated.holds("cgr_1", "read");
    resync();
    var gone = found(KEY);
    simulated.simulator.tenant().removeGrant(owned.id());
    simulated.holds("cgr_2", "read");

    assertThat(tenant.grants().delete(gone, SOMEBODY))
        .isInstanceOfSatisfying(
            Found.class, left -> assertThat(left.grant().id()).isEqualTo(new GrantId("cgr_2")));
    assertThat(tenant.grants().delete(found(KEY), SOMEBODY)).isEqualTo(new Absent());
  }

  @Test
  void aDeletionIsTriedAgainIfNobodyKnowsWhatIsLeft() {
    simulated.holds("cgr_1", "read");
    resync();
    simulated.simulator.faults().add(Fault.status(503).on(LIST).times(1));

    assertThat(failure(() -> tenant.grants().delete(found(KEY), SOMEBODY)))
        .isInstanceOf(Unavailable.class);
    assertThat(tenant.grants().observe(KEY)).isInstanceOf(Found.class);
    assertThat(tenant.grants().delete(found(KEY), SOMEBODY)).isEqualTo(new Absent());
  }

  @Test
  void aLookupSeesThatAGrantIsGone() {
    var owned = simulated.holds("cgr_1", "read");
    resync();
    simulated.simulator.tenant().removeGrant(owned.id());

    assertThat(tenant.grants().refresh(KEY)).isEqualTo(new Absent());
    assertThat(tenant.grants().observe(KEY)).isEqualTo(new Absent());
  }

  @Test
  void changesFoundByALookupAreReportedByTheNextResync() {
    var grants = simulated.holdsMany(3);
    resync();
    simulated.put(grants.getFirst().withScope("write"));
    simulated.simulator.tenant().removeGrant(grants.getLast().id());
    keys(grants).forEach(tenant.grants()::refresh);

    assertThat(resync())
        .containsExactlyInAnyOrder(
            key(grants.getFirst().audience()), key(grants.getLast().audience()));
    assertThat(resync()).isEmpty();
  }

  /** Else one tenant that does not answer would stop everybody who asks the registry. */
  @Test
  void closingDoesNotWaitForACall() {
    simulated.simulator.faults().add(Fault.delay(Duration.ofSeconds(10)).on(LIST));
    var reading = CompletableFuture.supplyAsync(tenant::resync);
    await().until(() -> simulated.calls(LIST) == 1);

    tenant.close();

    assertThat(reading).isNotDone();
  }

  private Grant found(GrantKey key) {
    return tenant.grants().observe(key) instanceof Found(var grant) ? grant : notFound(key);
  }

  private static Grant notFound(GrantKey key) {
    throw new AssertionError("nothing is found under " + key);
  }

  private void isFound(GrantKey key) {
    assertThat(tenant.grants().observe(key)).isInstanceOf(Found.class);
  }

  private static List<GrantKey> keys(List<io.clientgrant.simulator.state.StoredGrant> grants) {
    return grants.stream().map(grant -> key(grant.audience())).toList();
  }

  private Set<GrantKey> resync() {
    return switch (tenant.resync()) {
      case ResyncProgress.Finished(var changed) -> changed;
      case ResyncProgress.Paused paused -> throw new AssertionError(paused);
    };
  }
}
