package io.clientgrant.controller.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantSpec;
import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.api.GrantResource;
import io.clientgrant.api.TenantRef;
import io.clientgrant.auth0.limit.Admission;
import io.clientgrant.auth0.limit.RateLimit;
import io.clientgrant.auth0.limit.RateLimiter;
import io.clientgrant.controller.index.OwnershipMapper;
import io.clientgrant.controller.index.Ownerships;
import io.clientgrant.controller.status.Backoff;
import io.clientgrant.controller.status.ReadyState;
import io.clientgrant.controller.status.ReconcileResult;
import io.clientgrant.controller.status.ReconcileResult.Action;
import io.clientgrant.controller.status.Requeue;
import io.clientgrant.controller.tenant.ResourceProgress;
import io.clientgrant.controller.tenant.metrics.ResourceCounts;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Origin;
import io.clientgrant.grant.plan.Ownership.None;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResourceMemoryTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final GrantKey KEY =
      new GrantKey("example.eu.auth0.com", new Grantee.Client("billing"), "https://api", "client");
  private static final Owned CREATED =
      new Owned(new GrantId("cgr_1"), KEY, Origin.CREATED, Set.of());
  private static final Owned OTHER = new Owned(new GrantId("cgr_2"), KEY, Origin.CREATED, Set.of());
  private static final ReconcileResult FAILED =
      ReconcileResult.of(
          ReadyState.reconciling("Unavailable", ""), CREATED, new Requeue.WithBackoff());
  private static final ReconcileResult IN_SYNC =
      ReconcileResult.settled(ReadyState.ready(""), CREATED);
  private static final ReconcileResult CORRECTED =
      ReconcileResult.of(
          ReadyState.ready(""), CREATED, new Requeue.OnChange(), new Action("Updated", ""));
  private static final ReconcileResult QUEUED = ReconcileResult.queued(CREATED, NOW);

  private final Set<String> gone = new HashSet<>();
  private final List<String> corrected = new ArrayList<>();
  private final ResourceProgress progress =
      new ResourceProgress() {
        @Override
        public void corrected(GrantResource resource) {
          corrected.add(resource.getMetadata().getName());
        }
      };
  private final ResourceMemory memory =
      new ResourceMemory(
          resource -> !gone.contains(resource.getMetadata().getUid()),
          new Ownerships(),
          new ResourceCounts(),
          progress,
          new Backoff(InstantSource.fixed(NOW), new Random(1)),
          InstantSource.fixed(NOW));

  @Test
  void backoffEndsWithTheObjectAndIsNotInheritedByOneOfTheSameName() {
    var resource = resource("first", 1);
    for (var failure = 0; failure < 12; failure++) {
      remember(resource, FAILED);
    }

    assertThat(remember(resource, FAILED).orElseThrow()).isGreaterThan(Duration.ofMinutes(3));
    assertThat(remember(resource("second", 1), FAILED).orElseThrow())
        .isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void backoffStartsAgainWhenTheSpecChanges() {
    for (var failure = 0; failure < 12; failure++) {
      remember(resource("uid", 1), FAILED);
    }

    assertThat(remember(resource("uid", 2), FAILED).orElseThrow())
        .isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void aForgottenResourceStartsAgain() {
    var resource = resource("uid", 1);
    remember(resource, FAILED);
    remember(resource, FAILED);
    memory.forget(resource);

    assertThat(remember(resource, FAILED).orElseThrow()).isLessThan(Duration.ofMillis(400));
  }

  @Test
  void aResourceThatIsGoneBeforeItsReconciliationEndsIsForgotten() {
    var resource = resource("uid", 1);
    gone.add("uid");
    remember(resource, IN_SYNC);

    assertThat(memory.hasVerified(resource, CREATED)).isFalse();
  }

  @Test
  void onlyTheGrantThatWasSeenIsVerified() {
    var resource = resource("uid", 1);
    remember(resource, IN_SYNC);

    assertThat(memory.hasVerified(resource, CREATED)).isTrue();
    assertThat(memory.hasVerified(resource, OTHER)).isFalse();
    assertThat(memory.hasVerified(resource, new None())).isFalse();
  }

  @Test
  void aResultThatIsNotInSyncVerifiesNothing() {
    var resource = resource("uid", 1);
    remember(resource, ReconcileResult.settled(ReadyState.stalled("HeldByAnother", ""), CREATED));

    assertThat(memory.hasVerified(resource, CREATED)).isFalse();
  }

  @Test
  void anAdoptedGrantIsNotVerifiedAsCreated() {
    var resource = resource("uid", 1);
    var adopted = new Owned(CREATED.id(), KEY, Origin.ADOPTED, Set.of());
    remember(resource, IN_SYNC);
    remember(resource, ReconcileResult.settled(ReadyState.ready(""), adopted));

    assertThat(memory.hasVerified(resource, CREATED)).isFalse();
  }

  @Test
  void aUserWaitsUntilTheChangeIsCarriedOut() {
    var changed = resource("uid", 2);
    var reportedAsQueued = observed(changed);

    assertThat(memory.userWaits(changed)).isTrue();
    remember(changed, QUEUED);
    assertThat(memory.userWaits(reportedAsQueued)).isTrue();
    remember(reportedAsQueued, FAILED);
    assertThat(memory.userWaits(reportedAsQueued)).isTrue();
    remember(reportedAsQueued, IN_SYNC);
    assertThat(memory.userWaits(reportedAsQueued)).isFalse();
  }

  @Test
  void aUsersChangeIsNoCorrectionAndEndsTheMemoryOfDrift() {
    var atRest = observed(resource("uid", 1));
    remember(atRest, CORRECTED);
    assertThat(memory.drift(atRest).corrections()).isEqualTo(1);

    var changed = withGrant(resource("uid", 2));
    assertThat(memory.userWaits(changed)).isTrue();
    remember(changed, CORRECTED);
    assertThat(memory.drift(changed)).isEqualTo(DriftHistory.NONE);
    assertThat(corrected).hasSize(1);
  }

  @Test
  void aResourceThatNoLongerWaitsGivesUpItsPlaceInTheQueue() {
    var resource = observed(resource("uid", 1));
    var limiter = new RateLimiter("tenant", InstantSource.fixed(NOW));
    limiter.configure("owner", new RateLimit(1, 1));
    assertThat(limiter.tryAcquire("another", false)).isInstanceOf(Admission.Granted.class);
    assertThat(limiter.tryAcquire("uid", false)).isInstanceOf(Admission.RetryAt.class);
    memory.queuedAt(resource, limiter);
    remember(resource, QUEUED);
    var behind = limiter.tryAcquire("behind", false);
    remember(resource, IN_SYNC);

    assertThat(((Admission.RetryAt) limiter.tryAcquire("behind", false)).moment())
        .isBefore(((Admission.RetryAt) behind).moment());
  }

  private static ClientGrant resource(String uid, long generation) {
    var resource = new ClientGrant();
    resource.setMetadata(
        new ObjectMetaBuilder()
            .withName("name")
            .withNamespace("ns")
            .withUid(uid)
            .withGeneration(generation)
            .build());
    resource.setSpec(
        new ClientGrantSpec(
            new TenantRef("tenant", null),
            "client",
            null,
            null,
            null,
            "https://api",
            null,
            List.of(),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null));
    return resource;
  }

  /** The resource after a status was written for its generation. */
  private static ClientGrant observed(ClientGrant resource) {
    return withStatus(resource, resource.getMetadata().getGeneration());
  }

  /** The resource with a grant, and with a status of an earlier generation. */
  private static ClientGrant withGrant(ClientGrant resource) {
    return withStatus(resource, resource.getMetadata().getGeneration() - 1);
  }

  private static ClientGrant withStatus(ClientGrant resource, long observedGeneration) {
    var copy = resource(resource.getMetadata().getUid(), resource.getMetadata().getGeneration());
    copy.setStatus(
        new ClientGrantStatus(
            observedGeneration,
            null,
            null,
            OwnershipMapper.grant(CREATED),
            null,
            null,
            null,
            null,
            List.of()));
    return copy;
  }

  private Optional<Duration> remember(GrantResource resource, ReconcileResult result) {
    return memory.remember(resource, result, null);
  }
}
