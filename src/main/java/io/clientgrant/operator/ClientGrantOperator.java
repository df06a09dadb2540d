package io.clientgrant.operator;

import io.clientgrant.auth0.Bounds;
import io.clientgrant.auth0.TenantConnector;
import io.clientgrant.controller.Controllers;
import io.clientgrant.controller.clientgrant.CrashPoint;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.OperatorException;
import io.javaoperatorsdk.operator.api.config.InformerStoppedHandler;
import io.javaoperatorsdk.operator.health.InformerHealthIndicator;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator, put together from its rooms. */
public final class ClientGrantOperator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClientGrantOperator.class);

  /** How long a call to a tenant may be on its way, unless a test cannot wait for so long. */
  static final Duration CALL_TIMEOUT = Duration.ofSeconds(15);

  private static final Duration WORK_IN_HAND = Duration.ofSeconds(8);

  /** The default generator is not safe for use by many threads. */
  private static final RandomGenerator JITTER = () -> ThreadLocalRandom.current().nextLong();

  /** How often the operator asks whether a namespace that it could not read can be read now. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(15);

  private final Set<String> namespaces;
  private final Operator operator;
  private final Controllers controllers;
  private final ReconcileWorkers workers;
  private final WatchedNamespaces watched;
  private final SigningKeySecret signingKey;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private volatile Set<String> active = Set.of();

  /**
   * Puts it together; nothing runs yet.
   *
   * @param namespaces the namespaces to watch; none means all
   * @param allowPlainHttp whether credentials may be sent over plain HTTP to other hosts than this
   * @param maxGrants how many grants a tenant may have
   * @param signingKeySecret the Secret with the key that signs, in the client's namespace; empty to
   *     sign nothing
   * @param instance names this process in events
   * @param callTimeout how long a call to a tenant may be on its way
   * @param beforeCalls runs before each call to a tenant; the call is made when it returns
   * @param onFatal what to do when a watch ends for good, and nothing more would be seen
   */
  public ClientGrantOperator(
      KubernetesClient client,
      Set<String> namespaces,
      boolean allowPlainHttp,
      int maxGrants,
      String signingKeySecret,
      String instance,
      MeterRegistry registry,
      CrashPoint crashPoint,
      Duration callTimeout,
      Runnable beforeCalls,
      Runnable onFatal) {
    this(
        new ReconcileWorkers(new MonotonicClock()),
        client,
        namespaces,
        allowPlainHttp,
        maxGrants,
        signingKeySecret,
        instance,
        registry,
        crashPoint,
        callTimeout,
        beforeCalls,
        onFatal);
  }

  /** The same, with workers whose clock a test moves. */
  ClientGrantOperator(
      ReconcileWorkers workers,
      KubernetesClient client,
      Set<String> namespaces,
      boolean allowPlainHttp,
      int maxGrants,
      String signingKeySecret,
      String instance,
      MeterRegistry registry,
      CrashPoint crashPoint,
      Duration callTimeout,
      Runnable beforeCalls,
      Runnable onFatal) {
    var clock = InstantSource.system();
    var steady = new MonotonicClock();
    this.workers = workers;
    this.operator =
        new Operator(configuration ->
            configuration
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withResourceCloner(new SpecManager.Keeper(client.getKubernetesSerialization()))
                .withExecutorService(workers.executor())
                .withReconciliationTerminationTimeout(WORK_IN_HAND)
                .withInformerStoppedHandler(stopped(onFatal))
                .withMetrics(MicrometerMetrics.withoutPerResourceMetrics(registry)));
    this.namespaces = namespaces;
    this.watched = new WatchedNamespaces(client, namespaces, registry);
    this.signingKey = new SigningKeySecret(client, signingKeySecret);
    this.controllers =
        new Controllers(
            client,
            namespaces.isEmpty(),
            watched::isUnreadable,
            this::watchesAllItShould,
            allowPlainHttp,
            new TenantConnector(
                    http(workers, beforeCalls),
                    registry,
                    steady,
                    callTimeout,
                    Bounds.of(Runtime.getRuntime().maxMemory(), maxGrants))
                ::connect,
            instance,
            registry,
            clock,
            steady,
            JITTER,
            crashPoint,
            callTimeout);
  }

  private static OkHttpClient http(ReconcileWorkers workers, Runnable beforeCalls) {
    return new OkHttpClient.Builder()
        .addInterceptor(workers)
        .addNetworkInterceptor(chain -> {
          beforeCalls.run();
          return chain.proceed(chain.request());
        })
        .build();
  }

  private static InformerStoppedHandler stopped(Runnable onFatal) {
    return (informer, cause) -> {
      if (cause != null && informer.hasSynced()) {
        LOG.error("a watch ended for good", cause);
        onFatal.run();
      }
    };
  }

  /**
   * Starts; returns when everything that may be read in the cluster has been read once. A namespace
   * that may not be read is left out, and taken up when it may.
   *
   * @throws OperatorException if no namespace may be read, or the API server does not answer
   */
  public void start() {
    var readable = look();
    active = readable.isEmpty() ? namespaces : readable;
    readSigningKey();
    controllers.register(operator, active);
    operator.start();
    if (!namespaces.isEmpty()) {
      var _ =
          looks.scheduleWithFixedDelay(
              this::takeUp, BETWEEN_LOOKS.toSeconds(), BETWEEN_LOOKS.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private void readSigningKey() {
    try {
      signingKey.read().ifPresent(controllers::signWith);
    } catch (KubernetesClientException e) {
      throw new OperatorException("cannot read the Secret with the key that signs", e);
    }
  }

  private Set<String> look() {
    try {
      return watched.look();
    } catch (KubernetesClientException e) {
      throw new OperatorException("cannot ask which namespaces may be read", e);
    }
  }

  private boolean watchesAllItShould() {
    return active.containsAll(namespaces) && watched.unreadable().isEmpty();
  }

  /** A namespace that cannot be read any more stays: its watch goes on when the right is back. */
  private void takeUp() {
    try {
      var all = new HashSet<>(look());
      all.addAll(active);
      if (!all.equals(active)) {
        watch(Set.copyOf(all));
      }
    } catch (OperatorException e) {
      LOG.warn("cannot watch another namespace; it is tried again", e);
    }
  }

  private void watch(Set<String> all) {
    try {
      controllers.watch(all);
      active = all;
    } catch (OperatorException e) {
      controllers.watch(active); // a watch that did not start would count as one that did
      throw e;
    }
  }

  /** Counts again what is only counted when somebody looks; called before metrics are served. */
  public void refreshMetrics() {
    controllers.refreshMetrics();
  }

  /** The namespaces that it is to watch and may not read, for people; empty if there are none. */
  String unreadableNamespaces() {
    return watched.unreadable();
  }

  /** Whether it works. */
  public boolean ready() {
    return operator.getRuntimeInfo().isStarted();
  }

  /** Why it can make no progress by itself, so that only a restart helps; empty if it can. */
  Optional<String> trouble() {
    return ready() ? deadInformers().or(workers::trouble) : Optional.empty();
  }

  /** An informer that is only cut off from the API server goes on trying, and is not dead. */
  @SuppressWarnings({"rawtypes", "unchecked"}) // JOSDK's own
  private Optional<String> deadInformers() {
    return operator
        .getRuntimeInfo()
        .unhealthyInformerWrappingEventSourceHealthIndicator()
        .values()
        .stream()
        .flatMap(sources -> sources.values().stream())
        .flatMap(source -> stopped(source.informerHealthIndicators().values()))
        .findFirst();
  }

  private static Stream<String> stopped(Collection<InformerHealthIndicator> informers) {
    return informers.stream()
        .filter(informer -> !informer.isRunning())
        .map(informer ->
            "The watch of namespace %s has ended.".formatted(informer.getTargetNamespace()));
  }

  /** Finishes the work in hand, for at most eight seconds, and stops; tells whether it could. */
  boolean stop() {
    var begun = System.nanoTime();
    looks.shutdownNow();
    operator.stop();
    return System.nanoTime() - begun < WORK_IN_HAND.toNanos();
  }

  @Override
  public void close() {
    var _ = stop();
  }
}
