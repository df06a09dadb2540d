package io.clientgrant.controller.tenant.usage;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.GrantResource;
import io.clientgrant.api.LastToken;
import io.clientgrant.api.UsageSpec;
import io.clientgrant.auth0.LogReading.Answer;
import io.clientgrant.auth0.LogReading.Answer.Page;
import io.clientgrant.auth0.Tenant;
import io.clientgrant.auth0.api.TokenAccess;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.controller.index.ClientGrantIndex;
import io.clientgrant.controller.index.ReconcileTrigger;
import io.clientgrant.controller.index.SpecMapper;
import io.clientgrant.controller.status.EventRecorder;
import io.clientgrant.controller.status.Remark;
import io.clientgrant.controller.tenant.usage.TokenReading.Declared;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a tenant's own log for the tokens that it gives, if the Auth0Tenant asks for that, and says
 * what the statuses of its ClientGrants are to show. The calls that a day may take are spread over
 * it evenly: whatever the log holds, there is one call in each interval.
 */
public final class LastTokens {
  static final String MISSING_SCOPES = "MissingScopes";

  private static final Logger LOG = LoggerFactory.getLogger(LastTokens.class);

  private static final int DEFAULT_CALLS_PER_DAY = 96;
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration UNTIL_THE_TIME_IS_KNOWN = Duration.ofSeconds(10);

  private static final Remark FORBIDDEN =
      Remark.usageUnread(
          MISSING_SCOPES,
          "The tenant's log cannot be read: the application lacks the scope read:logs. A token keeps"
              + " its scopes, so after you add it this takes up to the lifetime of a token.");
  private static final Remark BEHIND =
      Remark.usageUnread(
          "Behind",
          "The tenant's log was read until status.usage.readUntil only, and later tokens are not"
              + " known yet. If this stays, set a larger spec.usage.callsPerDay: each call reads a"
              + " hundred tokens.");

  private final ClientGrantIndex index;
  private final Function<ResourceID, Optional<String>> domains;
  private final ReconcileTrigger trigger;
  private final EventRecorder recorder;
  private final InstantSource clock;
  private final Map<ResourceID, State> states = new ConcurrentHashMap<>();

  /**
   * @param domains the domain of an Auth0Tenant, if the Auth0Tenant is known
   * @param trigger enqueues the ClientGrants whose status is to show something else
   * @param clock a clock that is never set, for pauses
   */
  public LastTokens(
      ClientGrantIndex index,
      Function<ResourceID, Optional<String>> domains,
      ReconcileTrigger trigger,
      EventRecorder recorder,
      InstantSource clock) {
    this.index = index;
    this.domains = domains;
    this.trigger = trigger;
    this.recorder = recorder;
    this.clock = clock;
  }

  /** What is known of how an Auth0Tenant is read; nothing before that was looked at. */
  private sealed interface State {
    /** It does not ask for that. */
    record Off() implements State {}

    /** It does. */
    record On(TokenReading reading) implements State {}
  }

  /**
   * Reads the log if it is time, and enqueues the ClientGrants of which it tells something new. A
   * call that fails is made again the next time; it is never thrown.
   */
  public UsageReport readIfDue(Auth0Tenant resource, Tenant tenant) {
    var id = ResourceID.fromResource(resource);
    var usage = resource.getSpec().usage();
    if (usage == null) {
      states.put(id, new State.Off());
      enqueueOutOfDate(id);
      return UsageReport.NONE;
    }
    var now = tenant.time();
    if (now.isEmpty()) {
      var status = resource.getStatus();
      return new UsageReport(
          Remark.shownOfUsage(status == null ? null : status.conditions()),
          status == null ? null : status.usage(),
          clock.instant().plus(UNTIL_THE_TIME_IS_KNOWN));
    }
    var reading = reading(id, resource, now.get());
    if (!clock.instant().isBefore(reading.nextCall())) {
      read(id, reading, tenant, interval(usage), now.get());
      enqueueOutOfDate(id);
    }
    return told(resource, reading, now.get());
  }

  /**
   * What the status of a resource is to show of tokens; null for nothing. What it shows stays until
   * its Auth0Tenant was looked at.
   */
  public @Nullable LastToken of(GrantResource resource) {
    var status = resource.getStatus();
    var shown = status == null ? null : status.lastToken();
    return switch (states.get(SpecMapper.tenant(resource))) {
      case null -> shown;
      case State.Off() -> null;
      case State.On(var reading) -> declared(resource).map(reading::lastToken).orElse(null);
    };
  }

  /** Forgets an Auth0Tenant that is gone. */
  public void forget(ResourceID tenant) {
    states.remove(tenant);
  }

  private TokenReading reading(ResourceID id, Auth0Tenant resource, Instant now) {
    if (states.get(id) instanceof State.On(var known) && known.isOf(resource)) {
      return known;
    }
    var begun = new TokenReading(resource, now);
    states.put(id, new State.On(begun));
    return begun;
  }

  private void read(
      ResourceID id, TokenReading reading, Tenant tenant, Duration interval, Instant now) {
    var from = reading.from(now);
    reading.pauseUntil(clock.instant().plus(interval));
    try {
      switch (from.map(tenant.log()::tokensSince).orElseGet(tenant.log()::oldest)) {
        case Answer.Forbidden() -> reading.refused(FORBIDDEN);
        case Answer.Later(var moment) -> reading.pauseUntil(moment);
        case Page page when from.isEmpty() -> reading.takeOldest(page, now);
        case Page page ->
            reading.take(
                page, index.at(id).flatMap(grant -> declared(grant).stream()).toList(), now);
      }
    } catch (TenantException e) {
      LOG.atDebug()
          .addKeyValue("tenant", id)
          .addKeyValue("reason", e.getMessage())
          .log("the tenant's log could not be read for tokens");
    }
  }

  private UsageReport told(Auth0Tenant resource, TokenReading reading, Instant now) {
    var status = resource.getStatus();
    var shown = Remark.shownOfUsage(status == null ? null : status.conditions());
    var remarks = reading.remarks(BEHIND, now);
    remarks.stream()
        .filter(remark -> !shown.contains(remark.asShown()))
        .forEach(remark -> recorder.warningOnce(resource, remark.reason(), remark.message()));
    return new UsageReport(remarks, reading.usage(), reading.nextCall());
  }

  private void enqueueOutOfDate(ResourceID tenant) {
    trigger.enqueueAt(Set.of(tenant), this::isOutOfDate);
  }

  private boolean isOutOfDate(GrantResource resource) {
    var status = resource.getStatus();
    return !Objects.equals(of(resource), status == null ? null : status.lastToken());
  }

  /** Empty if the log tells nothing of its tokens. */
  private Optional<Declared> declared(GrantResource resource) {
    var status = resource.getStatus();
    return resource instanceof ClientGrant grant
        ? domains
            .apply(SpecMapper.tenant(grant))
            .flatMap(domain -> index.key(grant, domain))
            .flatMap(TokenAccess::of)
            .map(access ->
                new Declared(
                    grant.getMetadata().getUid(),
                    access,
                    status == null ? null : status.lastToken()))
        : Optional.empty();
  }

  private static Duration interval(UsageSpec usage) {
    return DAY.dividedBy(
        Math.max(1, Objects.requireNonNullElse(usage.callsPerDay(), DEFAULT_CALLS_PER_DAY)));
  }
}
