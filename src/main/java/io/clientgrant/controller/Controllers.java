package io.clientgrant.controller;

import io.clientgrant.tenant.Connection;
import io.clientgrant.tenant.Tenant;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Puts the two reconcilers together with what they share. */
public final class Controllers {
  private static final long OBJECTS_IN_A_LIST = 500;

  private final Set<String> namespaces;
  private final Auth0TenantReconciler tenants;
  private final ClientGrantReconciler grants;
  private final EndlessRetry retry;

  /**
   * @param namespaces the namespaces to watch; none means all
   * @param allowPlainHttp whether a credential may be sent over plain HTTP beyond loopback
   * @param connect makes a tenant of a connection, without a call
   * @param instance names this process in events
   * @param clock what people go by, and what is written down
   * @param steady what pauses are measured by: it is never set
   * @param callTimeout how long a call to a tenant may be on its way
   */
  public Controllers(
      KubernetesClient client,
      Set<String> namespaces,
      boolean allowPlainHttp,
      Function<Connection, Tenant> connect,
      String instance,
      MeterRegistry registry,
      InstantSource clock,
      InstantSource steady,
      RandomGenerator random,
      Checkpoint checkpoint,
      Duration callTimeout) {
    var served = new Tenants(new TenantMetrics(registry, clock));
    var requests = new Requests();
    var claims = new Claims(requests);
    var watch = new TenantWatch(served, claims);
    var labels = new Namespaces(claims, namespaces.isEmpty());
    var witness = new Witness();
    var events = new Events(client, instance, clock);
    this.namespaces = Set.copyOf(namespaces);
    this.tenants =
        new Auth0TenantReconciler(
            new CredentialsReader(client, allowPlainHttp),
            connect,
            served,
            claims,
            watch,
            events,
            new Pacing(steady, random),
            clock);
    var resolver = new Resolver(served, labels, witness, watch::isMissing);
    this.grants =
        new ClientGrantReconciler(
            resolver,
            new Observer(clock, callTimeout),
            new Rivals(claims, resolver),
            new Turnstile(new Contests(steady), requests, claims, steady),
            new Teller(events, clock),
            new Pacing(steady, random),
            claims,
            labels,
            watch,
            witness,
            clock,
            checkpoint);
    this.retry = new EndlessRetry(new Pacing(steady, random));
  }

  /** Has an operator run them. */
  public void register(Operator operator) {
    operator.register(tenants, this::configure);
    operator.register(grants, this::configure);
  }

  private <R extends HasMetadata> void configure(
      ControllerConfigurationOverrider<R> configuration) {
    configuration
        .withRetry(retry)
        .withReconciliationMaxInterval(null) // sweeps find what changed, for all resources at once
        .withInformerListLimit(OBJECTS_IN_A_LIST);
    if (namespaces.isEmpty()) {
      configuration.watchingAllNamespaces();
    } else {
      configuration.settingNamespaces(namespaces);
    }
  }
}
