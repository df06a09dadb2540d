package io.clientgrant.controller.tenant;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.Auth0TenantStatus;
import io.clientgrant.controller.index.Annotations;
import io.clientgrant.controller.status.Conditions;
import io.clientgrant.controller.status.ReadyState;
import io.clientgrant.controller.status.ReadyState.Phase;
import io.clientgrant.controller.status.Remark;
import io.clientgrant.controller.status.ResourcePatcher;
import io.clientgrant.controller.tenant.authoritative.Review;
import io.clientgrant.controller.tenant.usage.UsageReport;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes how an Auth0Tenant stands into its status; only what has changed. */
public final class TenantStatusReporter {
  private static final Logger LOG = LoggerFactory.getLogger(TenantStatusReporter.class);
  private static final String DEFAULT_RESYNC_INTERVAL = "5m";
  private static final int MAX_NAMED_USERS = 5;
  private static final Auth0TenantStatus NEVER_WRITTEN =
      new Auth0TenantStatus(-1L, null, null, null, List.of());

  private final InstantSource clock;

  /**
   * @param clock gives the time that is written into conditions
   */
  public TenantStatusReporter(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Reports a state.
   *
   * @param handledRequest the request that was carried out; null if there was none
   * @param review what is to be said of grants that nobody declares; null if what was said before
   *     stands
   * @param usage what is to be said of how the log is read; null if what was said before stands
   */
  void report(
      Auth0Tenant resource,
      ReadyState state,
      @Nullable String handledRequest,
      @Nullable Review review,
      @Nullable UsageReport usage,
      Context<Auth0Tenant> context) {
    var before = status(resource);
    var generation = resource.getMetadata().getGeneration();
    if (state.phase() == Phase.UNCHANGED
        && review == null
        && usage == null
        && Objects.equals(before.observedGeneration(), generation)) {
      return;
    }
    var conditions = new Conditions(before.conditions(), generation, clock.instant());
    var remarks =
        Stream.of(
                review == null ? Remark.shownOfDeclarations(before.conditions()) : review.remarks(),
                usage == null ? Remark.shownOfUsage(before.conditions()) : usage.remarks())
            .flatMap(List::stream)
            .toList();
    var after =
        new Auth0TenantStatus(
            generation,
            handledRequest != null ? handledRequest : before.lastHandledReconcileAt(),
            review == null ? before.undeclaredGrants() : emptyToNull(review.known()),
            usage == null ? before.usage() : usage.status(),
            conditions.with(remarks, conditions.of(state)));
    if (!after.equals(before)) {
      new ResourcePatcher<>(resource, Auth0Tenant::new, context).writeStatus(after);
      if (conditions.isNews(state)) {
        LOG.atInfo().addKeyValue("reason", state.reason()).log(state.message());
      }
    }
  }

  /** The request that was not carried out yet; empty if there is none. */
  static Optional<String> openRequest(Auth0Tenant resource) {
    return Annotations.openRequest(resource, status(resource).lastHandledReconcileAt());
  }

  /** The state of a tenant that has been read. */
  static ReadyState connected(Auth0Tenant resource) {
    var message =
        switch (Mode.of(resource.getSpec())) {
          case ENFORCE -> "Every grant is read each %s.";
          case OBSERVE -> "Every grant is read each %s, and nothing is written.";
          case RELEASE ->
              "Every grant is read each %s, and nothing is written. A ClientGrant that is deleted leaves"
                  + " its grant behind.";
        };
    return new ReadyState(
        Phase.READY, "Connected", message.formatted(resyncIntervalText(resource)));
  }

  /** How often a tenant is read. The schema has checked that it is a duration. */
  static Duration resyncInterval(Auth0Tenant resource) {
    return Duration.parse("PT" + resyncIntervalText(resource).toUpperCase(Locale.ROOT));
  }

  private static String resyncIntervalText(Auth0Tenant resource) {
    return Objects.requireNonNullElse(resource.getSpec().resyncInterval(), DEFAULT_RESYNC_INTERVAL);
  }

  /** Names the users that a deletion waits for, and the trouble that they may wait for. */
  static ReadyState inUse(Collection<String> users, ReadyState state) {
    var named = users.stream().limit(MAX_NAMED_USERS).collect(Collectors.joining(", "));
    var more = users.size() - MAX_NAMED_USERS;
    return ReadyState.reconciling(
        "InUse",
        "Deletion waits for these ClientGrants to go: %s%s.%s"
            .formatted(
                named,
                more > 0 ? " and %d more".formatted(more) : "",
                state.isTrouble() ? " " + state.message() : ""));
  }

  private static <T> @Nullable List<T> emptyToNull(List<T> list) {
    return list.isEmpty() ? null : list;
  }

  private static Auth0TenantStatus status(Auth0Tenant resource) {
    return Objects.requireNonNullElse(resource.getStatus(), NEVER_WRITTEN);
  }
}
