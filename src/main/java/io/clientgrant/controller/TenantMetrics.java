package io.clientgrant.controller;

import io.clientgrant.tenant.Tenant;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What changes with every sweep, for each Auth0Tenant that can be worked on. In a status it would
 * be a write each time.
 */
final class TenantMetrics {
  private final MultiGauge grants;
  private final MultiGauge lastSweep;
  private final MultiGauge callsLeft;
  private final InstantSource clock;

  TenantMetrics(MeterRegistry registry, InstantSource clock) {
    this.clock = clock;
    this.grants =
        MultiGauge.builder("clientgrant.tenant.grants")
            .description("The grants that the tenant holds, as last seen")
            .register(registry);
    this.lastSweep =
        MultiGauge.builder("clientgrant.tenant.last.sweep")
            .description("When the last sweep of the tenant began, in Unix time")
            .baseUnit("seconds")
            .register(registry);
    this.callsLeft =
        MultiGauge.builder("clientgrant.tenant.calls.left")
            .description("The calls that the tenant's rate limit allows now")
            .register(registry);
  }

  /** From now on these are the tenants. */
  void show(Map<ResourceID, Connected> served) {
    show(grants, served, Tenant::size);
    show(lastSweep, served, this::lastSweep);
    show(callsLeft, served, tenant -> tenant.gate().callsLeft());
  }

  /** To the second, or it would not be the same each time. */
  private double lastSweep(Tenant tenant) {
    return clock.instant().minus(tenant.sinceLastSweep()).getEpochSecond();
  }

  private static void show(
      MultiGauge gauge, Map<ResourceID, Connected> served, ToDoubleFunction<Tenant> value) {
    gauge.register(
        served.entrySet().stream()
            .map(entry -> Row.of(tags(entry.getKey()), entry.getValue().tenant(), value))
            .toList(),
        true);
  }

  private static Tags tags(ResourceID id) {
    return Tags.of("namespace", id.getNamespace().orElse(""), "name", id.getName());
  }
}
