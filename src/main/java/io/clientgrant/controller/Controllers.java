package io.clientgrant.controller;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.api.OrganizationClientGrant;
import io.clientgrant.api.OrganizationClientGrantStatus;
import io.clientgrant.auth0.Tenant;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.controller.clientgrant.ClientGrantReconciler;
import io.clientgrant.controller.clientgrant.CrashPoint;
import io.clientgrant.controller.clientgrant.DriftInquiry;
import io.clientgrant.controller.clientgrant.GrantEventSource;
import io.clientgrant.controller.clientgrant.OrganizationClientGrantReconciler;
import io.clientgrant.controller.clientgrant.PlanExecutor;
import io.clientgrant.controller.clientgrant.StatusReporter;
import io.clientgrant.controller.facts.Contenders;
import io.clientgrant.controller.facts.FactsGatherer;
import io.clientgrant.controller.facts.NamespaceLabels;
import io.clientgrant.controller.facts.ResourceMemory;
import io.clientgrant.controller.facts.TenantResolver;
import io.clientgrant.controller.index.ClientGrantIndex;
import io.clientgrant.controller.index.Ownerships;
import io.clientgrant.controller.index.ReconcileTrigger;
import io.clientgrant.controller.index.SigningKey;
import io.clientgrant.controller.reference.ClientIdReader;
import io.clientgrant.controller.reference.ClientResolver;
import io.clientgrant.controller.reference.OrganizationResolver;
import io.clientgrant.controller.status.Backoff;
import io.clientgrant.controller.status.EventRecorder;
import io.clientgrant.controller.status.RequeueTimer;
import io.clientgrant.controller.status.UnlimitedRetry;
import io.clientgrant.controller.tenant.Auth0TenantReconciler;
import io.clientgrant.controller.tenant.ResourceMetrics;
import io.clientgrant.controller.tenant.TenantEventSource;
import io.clientgrant.controller.tenant.TenantRegistry;
import io.clientgrant.controller.tenant.TenantResync;
import io.clientgrant.controller.tenant.TenantStatusReporter;
import io.clientgrant.controller.tenant.TenantUpkeep;
import io.clientgrant.controller.tenant.authoritative.AuthorityReview;
import io.clientgrant.controller.tenant.credentials.CredentialsReader;
import io.clientgrant.controller.tenant.metrics.GrantCounts;
import io.clientgrant.controller.tenant.metrics.ResourceCounts;
import io.clientgrant.controller.tenant.metrics.TenantMetrics;
import io.clientgrant.controller.tenant.usage.LastTokens;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.RegisteredController;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Puts the reconcilers together with what they share. */
public final class Controllers {
  private static final long OBJECTS_IN_A_LIST = 500;

  private final Ownerships ownerships = new Ownerships();
  private final TenantEventSource tenantEvents;
  private final ReconcileTrigger trigger;
  private final Auth0TenantReconciler tenantReconciler;
  private final ClientGrantReconciler clientGrantReconciler;
  private final OrganizationClientGrantReconciler organizationClientGrantReconciler;
  private final ResourceMetrics resourceMetrics;
  private final UnlimitedRetry retry;
  private final List<RegisteredController<?>> registered = new ArrayList<>();

  /**
   * @param watchesAll whether all namespaces are watched
   * @param isUnreadable whether a namespace is to be watched and cannot be read now
   * @param watchesAllItShould whether every namespace that is to be watched is, and can be read
   * @param allowPlainHttp whether a credential may be sent over plain HTTP beyond loopback
   * @param connect makes a tenant of a connection, without a call
   * @param instance names this process in events
   * @param clock the time that statuses and events are written with
   * @param monotonicClock a clock that is never set, for pauses
   * @param random must be safe for use by many threads
   * @param callTimeout how long a call to a tenant may take
   */
  public Controllers(
      KubernetesClient client,
      boolean watchesAll,
      Predicate<String> isUnreadable,
      BooleanSupplier watchesAllItShould,
      boolean allowPlainHttp,
      Function<Connection, Tenant> connect,
      String instance,
      MeterRegistry meters,
      InstantSource clock,
      InstantSource monotonicClock,
      RandomGenerator random,
      CrashPoint crashPoint,
      Duration callTimeout) {
    var backoff = new Backoff(monotonicClock, random);
    this.retry = new UnlimitedRetry(backoff);
    var recorder = new EventRecorder(client, instance, meters, clock);
    var counts = new ResourceCounts();
    var grantCounts = new GrantCounts();
    var registry = new TenantRegistry(new TenantMetrics(meters, counts, grantCounts, clock));
    var index = new ClientGrantIndex(registry::domain, ownerships);
    this.trigger = new ReconcileTrigger(index);
    this.tenantEvents = new TenantEventSource(registry, index, trigger, isUnreadable);
    this.resourceMetrics = new ResourceMetrics(meters, index, tenantEvents);
    var tokens = new LastTokens(index, registry::domain, trigger, recorder, monotonicClock);
    var upkeep =
        new TenantUpkeep(
            registry,
            index,
            ownerships,
            trigger,
            new AuthorityReview(index, recorder, watchesAllItShould),
            tokens,
            grantCounts,
            clock);
    this.tenantReconciler =
        new Auth0TenantReconciler(
            new CredentialsReader(client, allowPlainHttp),
            new TenantResync(connect, registry, upkeep, trigger),
            registry,
            tenantEvents,
            index,
            trigger,
            new TenantStatusReporter(clock),
            recorder,
            backoff,
            new RequeueTimer<>());
    var memory =
        new ResourceMemory(
            index::contains, ownerships, counts, resourceMetrics, backoff, monotonicClock);
    var labels = new NamespaceLabels(index, watchesAll);
    var tenants =
        new TenantResolver(
            registry, index, tenantEvents::isMissing, labels::requester, memory, ownerships);
    var contenders = new Contenders(index, tenants, ownerships, memory);
    var reporter =
        new StatusReporter<ClientGrant, ClientGrantStatus>(
            recorder, ownerships, tokens, ClientGrantStatus.NEVER_WRITTEN, clock, crashPoint);
    var gatherer =
        new FactsGatherer(
            tenants, contenders, memory, ownerships, trigger, clock, monotonicClock, callTimeout);
    var inquiry = new DriftInquiry(recorder, memory, ownerships, gatherer);
    this.clientGrantReconciler =
        new ClientGrantReconciler(
            new ClientResolver(new ClientIdReader(client), labels, ownerships, clock),
            gatherer,
            new PlanExecutor<>(reporter, memory, clock, crashPoint),
            reporter,
            memory,
            index,
            ownerships,
            tenantEvents,
            new GrantEventSource<>(
                ClientGrant.class, index, ownerships, trigger, labels, tenantEvents, memory),
            new RequeueTimer<>(),
            inquiry);
    var useReporter =
        new StatusReporter<OrganizationClientGrant, OrganizationClientGrantStatus>(
            recorder,
            ownerships,
            tokens,
            OrganizationClientGrantStatus.NEVER_WRITTEN,
            clock,
            crashPoint);
    this.organizationClientGrantReconciler =
        new OrganizationClientGrantReconciler(
            new OrganizationResolver(memory),
            gatherer,
            new PlanExecutor<>(useReporter, memory, clock, crashPoint),
            useReporter,
            memory,
            index,
            ownerships,
            tenantEvents,
            new GrantEventSource<>(
                OrganizationClientGrant.class,
                index,
                ownerships,
                trigger,
                labels,
                tenantEvents,
                memory),
            new RequeueTimer<>(),
            inquiry);
  }

  /** Signs what ClientGrants own with this key; called before {@link #register}. */
  public void signWith(SigningKey key) {
    ownerships.use(key);
  }

  /**
   * Has an operator run them.
   *
   * @param namespaces the namespaces to watch; none means all
   */
  public void register(Operator operator, Set<String> namespaces) {
    registered.add(operator.register(tenantReconciler, with -> configure(with, namespaces)));
    registered.add(operator.register(clientGrantReconciler, with -> configure(with, namespaces)));
    registered.add(
        operator.register(organizationClientGrantReconciler, with -> configure(with, namespaces)));
  }

  /** Counts the resources again; called before the metrics are served. */
  public void refreshMetrics() {
    resourceMetrics.refresh();
  }

  /** Watches these namespaces from now on. */
  public void watch(Set<String> namespaces) {
    registered.forEach(controller -> controller.changeNamespaces(namespaces));
    trigger.enqueueAt(tenantEvents::isMissing);
  }

  private <R extends HasMetadata> void configure(
      ControllerConfigurationOverrider<R> configuration, Set<String> namespaces) {
    configuration
        .withRetry(retry)
        .withReconciliationMaxInterval(null) // a resync finds changes, for all resources at once
        .withInformerListLimit(OBJECTS_IN_A_LIST);
    if (namespaces.isEmpty()) {
      configuration.watchingAllNamespaces();
    } else {
      configuration.settingNamespaces(namespaces);
    }
  }
}
