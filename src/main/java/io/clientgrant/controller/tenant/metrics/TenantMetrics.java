package io.clientgrant.controller.tenant.metrics;

import io.clientgrant.auth0.Tenant;
import io.clientgrant.auth0.cache.SharedReading;
import io.clientgrant.auth0.limit.LearntLimit;
import io.clientgrant.inventory.Standing;
import io.clientgrant.inventory.audit.Severity;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What changes with every resync, for each active Auth0Tenant. In a status it would cost a write
 * each time.
 */
public final class TenantMetrics {
  /** The operator knows the cluster, so no standing is unknown. */
  private static final List<Standing> SHOWN =
      Stream.of(Standing.values()).filter(standing -> standing != Standing.UNKNOWN).toList();

  private final MultiGauge grants;
  private final MultiGauge lastResync;
  private final MultiGauge callsLeft;
  private final MultiGauge excessAccess;
  private final MultiGauge expiring;
  private final MultiGauge standings;
  private final MultiGauge findings;
  private final MultiGauge undeclared;
  private final ResourceCounts counts;
  private final GrantCounts grantCounts;
  private final MultiGauge limitSize;
  private final MultiGauge limitRate;
  private final MultiGauge waiting;
  private final MultiGauge resyncDuration;
  private final MultiGauge resyncCalls;
  private final MultiGauge tokenLeft;
  private final MeterRegistry registry;
  private final Map<ResourceID, FunctionCounter> waited = new HashMap<>();
  private final InstantSource clock;

  /** Registers the gauges. */
  public TenantMetrics(
      MeterRegistry registry, ResourceCounts counts, GrantCounts grantCounts, InstantSource clock) {
    this.counts = counts;
    this.grantCounts = grantCounts;
    this.clock = clock;
    this.registry = registry;
    this.grants =
        MultiGauge.builder("clientgrant.tenant.grants")
            .description("The grants that the tenant holds, as last seen")
            .register(registry);
    this.lastResync =
        MultiGauge.builder("clientgrant.tenant.last.resync.timestamp")
            .description("When the last resync of the tenant began, in Unix time")
            .baseUnit("seconds")
            .register(registry);
    this.callsLeft =
        MultiGauge.builder("clientgrant.tenant.calls.left")
            .description("The calls that the tenant's rate limit allows now")
            .register(registry);
    this.limitSize =
        MultiGauge.builder("clientgrant.tenant.limit.calls")
            .description("The calls that Auth0 allows at once, as learnt from its answers")
            .register(registry);
    this.limitRate =
        MultiGauge.builder("clientgrant.tenant.limit.rate")
            .description("The calls a second that Auth0 allows at least, as learnt")
            .register(registry);
    this.waiting =
        MultiGauge.builder("clientgrant.tenant.queue.length")
            .description("The calls that wait for the rate limit now, by priority")
            .register(registry);
    this.resyncDuration =
        MultiGauge.builder("clientgrant.tenant.last.resync.duration")
            .description("How long the last resync of the tenant took, pauses included")
            .baseUnit("seconds")
            .register(registry);
    this.resyncCalls =
        MultiGauge.builder("clientgrant.tenant.last.resync.calls")
            .description("How many calls the last resync of the tenant took: one for each page")
            .register(registry);
    this.tokenLeft =
        MultiGauge.builder("clientgrant.tenant.token.left")
            .description("How long the access token of the Auth0Tenant is still good for")
            .baseUnit("seconds")
            .register(registry);
    this.excessAccess =
        MultiGauge.builder("clientgrant.tenant.excess.access")
            .description("The ClientGrants whose grants still give access that they do not ask for")
            .register(registry);
    this.expiring =
        MultiGauge.builder("clientgrant.tenant.expiring")
            .description("The ClientGrants that hold a grant which ends within seven days")
            .register(registry);
    this.standings =
        MultiGauge.builder("clientgrant.tenant.grants.by.standing")
            .description("The grants of the tenant at its last resync, by who sees to them")
            .register(registry);
    this.findings =
        MultiGauge.builder("clientgrant.tenant.findings")
            .description("What an audit found at the last resync, without more calls, by severity")
            .register(registry);
    this.undeclared =
        MultiGauge.builder("clientgrant.tenant.undeclared")
            .description(
                "The grants on the audiences of spec.authoritative that no ClientGrant declares")
            .register(registry);
  }

  /** Replaces the tenants that are shown. */
  public void show(Map<ResourceID, Tenant> tenants) {
    show(grants, tenants, tenant -> tenant.grants().count());
    show(lastResync, tenants, this::lastResync);
    show(callsLeft, tenants, tenant -> tenant.rateLimiter().callsLeft());
    excessAccess.register(
        tenants.keySet().stream().map(id -> Row.of(tags(id), id, counts::withExcess)).toList(),
        true);
    expiring.register(
        tenants.entrySet().stream()
            .map(entry ->
                Row.of(
                    tags(entry.getKey()),
                    entry.getValue(),
                    tenant -> endingSoon(entry.getKey(), tenant)))
            .toList(),
        true);
    grantCounts.retain(tenants.keySet());
    undeclared.register(
        tenants.keySet().stream().map(id -> Row.of(tags(id), id, grantCounts::undeclared)).toList(),
        true);
    standings.register(each(tenants.keySet(), SHOWN, "standing", grantCounts::standing), true);
    findings.register(
        each(tenants.keySet(), List.of(Severity.values()), "severity", grantCounts::findings),
        true);
    show(limitSize, tenants, tenant -> learnt(tenant, LearntLimit::size));
    show(limitRate, tenants, tenant -> learnt(tenant, LearntLimit::leastPerSecond));
    waiting.register(each(tenants), true);
    show(resyncDuration, tenants, tenant -> completed(tenant, last -> seconds(last.took())));
    show(resyncCalls, tenants, tenant -> completed(tenant, SharedReading.Completed::calls));
    show(tokenLeft, tenants, TenantMetrics::tokenLeft);
    count(tenants);
  }

  /** A counter belongs to one connection, and goes with it. */
  private void count(Map<ResourceID, Tenant> tenants) {
    waited.values().forEach(registry::remove);
    waited.clear();
    tenants.forEach((id, tenant) ->
        waited.put(
            id,
            FunctionCounter.builder(
                    "clientgrant.tenant.queue.waited",
                    tenant,
                    one -> seconds(one.rateLimiter().waited()))
                .description("How long calls have waited for the rate limit, in sum")
                .baseUnit("seconds")
                .tags(tags(id))
                .register(registry)));
  }

  private static List<Row<?>> each(Map<ResourceID, Tenant> tenants) {
    return tenants.entrySet().stream()
        .flatMap(entry ->
            Stream.of(true, false)
                .<Row<?>>map(urgent ->
                    Row.of(
                        tags(entry.getKey()).and("priority", urgent ? "user" : "background"),
                        entry.getValue(),
                        tenant -> tenant.rateLimiter().waiting(urgent))))
        .toList();
  }

  /** Not a number before the first resync has ended. */
  private static double completed(Tenant tenant, ToDoubleFunction<SharedReading.Completed> value) {
    return tenant.lastCompletedResync().stream().mapToDouble(value).findFirst().orElse(Double.NaN);
  }

  /** Not a number without a token. */
  private static double tokenLeft(Tenant tenant) {
    return tenant.tokenExpiresIn().map(TenantMetrics::seconds).orElse(Double.NaN);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  /** In whole seconds, so that the value is the same at each scrape. */
  private double lastResync(Tenant tenant) {
    return clock.instant().minus(tenant.sinceLastResync()).getEpochSecond();
  }

  /** Not a number before the first answer, which tells how late it is at the tenant. */
  private double endingSoon(ResourceID id, Tenant tenant) {
    return tenant.time().map(now -> counts.endingSoon(id, now)).orElse(Double.NaN);
  }

  /** Not a number before the first answer. */
  private static double learnt(Tenant tenant, ToDoubleFunction<LearntLimit> value) {
    return tenant.rateLimiter().learnt().stream().mapToDouble(value).findFirst().orElse(Double.NaN);
  }

  private static <T> List<Row<?>> each(
      Set<ResourceID> tenants,
      List<T> values,
      String tag,
      ToDoubleBiFunction<ResourceID, T> count) {
    return tenants.stream()
        .flatMap(id ->
            values.stream()
                .<Row<?>>map(value ->
                    Row.of(
                        tags(id).and(tag, value.toString()),
                        id,
                        one -> count.applyAsDouble(one, value))))
        .toList();
  }

  private static void show(
      MultiGauge gauge, Map<ResourceID, Tenant> tenants, ToDoubleFunction<Tenant> value) {
    gauge.register(
        tenants.entrySet().stream()
            .map(entry -> Row.of(tags(entry.getKey()), entry.getValue(), value))
            .toList(),
        true);
  }

  private static Tags tags(ResourceID id) {
    return Tags.of("namespace", id.getNamespace().orElse(""), "name", id.getName());
  }
}
