package io.clientgrant.operator;

import io.clientgrant.auth0.Bounds;
import io.clientgrant.auth0.TenantConnector;
import io.clientgrant.controller.Controllers;
import io.clientgrant.controller.clientgrant.CrashPoint;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.InformerStoppedHandler;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
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

  private final Operator operator;

  /**
   * Puts it together; nothing runs yet.
   *
   * @param namespaces the namespaces to watch; none means all
   * @param allowPlainHttp whether credentials may be sent over plain HTTP to other hosts than this
   * @param maxGrants how many grants a tenant may have
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
      String instance,
      MeterRegistry registry,
      CrashPoint crashPoint,
      Duration callTimeout,
      Runnable beforeCalls,
      Runnable onFatal) {
    var clock = InstantSource.system();
    var steady = new MonotonicClock();
    var workers = new ReconcileWorkers();
    this.operator =
        new Operator(configuration ->
            configuration
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withExecutorService(workers.executor())
                .withReconciliationTerminationTimeout(WORK_IN_HAND)
                .withInformerStoppedHandler(stopped(onFatal))
                .withMetrics(MicrometerMetrics.withoutPerResourceMetrics(registry)));
    new Controllers(
            client,
            namespaces,
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
            callTimeout)
        .register(operator);
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

  /** Starts; returns when everything that is in the cluster has been read once. */
  public void start() {
    operator.start();
  }

  /** Whether it works. */
  public boolean ready() {
    return operator.getRuntimeInfo().isStarted();
  }

  /** Finishes the work in hand, for at most eight seconds, and stops; tells whether it could. */
  boolean stop() {
    var begun = System.nanoTime();
    operator.stop();
    return System.nanoTime() - begun < WORK_IN_HAND.toNanos();
  }

  @Override
  public void close() {
    var _ = stop();
  }
}
