package io.clientgrant.controller.tenant;

import static java.util.Objects.requireNonNullElse;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.Condition;
import io.clientgrant.api.GrantResource;
import io.clientgrant.api.OrganizationClientGrant;
import io.clientgrant.controller.index.ClientGrantIndex;
import io.clientgrant.controller.index.SpecMapper;
import io.clientgrant.controller.status.Conditions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Shows how many resources there are, by kind, by Auth0Tenant and by what their conditions say. The
 * number of time series does not grow with the number of resources: those that name an Auth0Tenant
 * which does not exist are counted together.
 */
public final class ResourceMetrics implements ResourceProgress {
  private static final ResourceID NO_TENANT = new ResourceID("", "");

  /** Where the buckets of the histogram end. */
  private static final List<Duration> BUCKETS =
      Stream.of(100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 900_000)
          .map(Duration::ofMillis)
          .toList();

  private static final List<Class<? extends GrantResource>> KINDS =
      List.of(ClientGrant.class, OrganizationClientGrant.class);

  private final MeterRegistry meters;
  private final MultiGauge gauge;
  private final ClientGrantIndex grants;
  private final TenantEventSource tenants;

  /** Registers the gauge. It has no value before {@link #refresh} is called. */
  public ResourceMetrics(MeterRegistry meters, ClientGrantIndex grants, TenantEventSource tenants) {
    this.gauge =
        MultiGauge.builder("clientgrant.resources")
            .description("The resources, by kind, Auth0Tenant, state and reason")
            .register(meters);
    this.meters = meters;
    this.grants = grants;
    this.tenants = tenants;
    for (var kind : KINDS) { // there from the start
      var _ = timer(HasMetadata.getKind(kind));
      var _ = drift(HasMetadata.getKind(kind));
    }
  }

  @Override
  public void ready(GrantResource resource, Duration waited) {
    timer(HasMetadata.getKind(resource.getClass())).record(waited);
  }

  @Override
  public void corrected(GrantResource resource) {
    drift(HasMetadata.getKind(resource.getClass())).increment();
  }

  private Counter drift(String kind) {
    return Counter.builder("clientgrant.drift.corrected")
        .description("How often a grant was put back that somebody else had changed")
        .tag("kind", kind)
        .register(meters);
  }

  private Timer timer(String kind) {
    return Timer.builder("clientgrant.ready")
        .description("From the first look at a new or changed resource until it is Ready")
        .serviceLevelObjectives(BUCKETS.toArray(Duration[]::new))
        .tag("kind", kind)
        .register(meters);
  }

  private record Standing(String kind, ResourceID tenant, String state, String reason) {
    static Standing of(HasMetadata resource, ResourceID tenant, List<Condition> conditions) {
      return new Standing(
          resource.getKind(),
          tenant,
          Conditions.state(conditions),
          Conditions.summary(conditions).map(Condition::reason).orElse(""));
    }

    Tags tags() {
      return Tags.of("kind", kind)
          .and("namespace", tenant.getNamespace().orElse(""))
          .and("name", tenant.getName())
          .and("state", state)
          .and("reason", reason);
    }
  }

  /** Counts all resources again, from what the informers hold. */
  public void refresh() {
    gauge.register(
        Stream.concat(
                tenants.all().map(ResourceMetrics::standing),
                grants.at(_ -> true).map(this::standing))
            .collect(groupingBy(Function.identity(), counting()))
            .entrySet()
            .stream()
            .map(entry -> Row.of(entry.getKey().tags(), entry.getValue()))
            .toList(),
        true);
  }

  private static Standing standing(Auth0Tenant tenant) {
    var status = tenant.getStatus();
    return Standing.of(
        tenant,
        ResourceID.fromResource(tenant),
        orEmpty(status == null ? null : status.conditions()));
  }

  private Standing standing(GrantResource resource) {
    var tenant = SpecMapper.tenant(resource);
    var status = resource.getStatus();
    return Standing.of(
        resource,
        tenants.isKnown(tenant) ? tenant : NO_TENANT,
        orEmpty(status == null ? null : status.conditions()));
  }

  private static List<Condition> orEmpty(@Nullable List<Condition> conditions) {
    return requireNonNullElse(conditions, List.of());
  }
}
