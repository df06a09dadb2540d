package io.clientgrant.bench;

import io.clientgrant.auth0.Bounds;
import io.clientgrant.auth0.Tenant;
import io.clientgrant.auth0.TenantConnector;
import io.clientgrant.auth0.connection.CaBundle;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.auth0.connection.Credential.SharedSecret;
import io.clientgrant.auth0.failure.Failure.Throttled;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.auth0.limit.Admission;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.simulator.Simulator;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.limit.LimitBucket;
import io.clientgrant.simulator.limit.LimitPolicy;
import io.clientgrant.simulator.state.Seed;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/**
 * Many callers of one tenant through the operator's own client, over HTTP, in real time. Nothing is
 * configured: the limiter has the headers alone.
 */
final class LimiterBench implements AutoCloseable {
  private static final String DOMAIN = "bench.eu.auth0.test";
  private static final int WORKERS = 16;
  private static final GrantKey KEY =
      new GrantKey(
          DOMAIN,
          new Grantee.Client("nobody"),
          "https://api.example.com",
          GrantKey.DEFAULT_SUBJECT_TYPE);

  /** A bucket, and how many calls are made to it. */
  record Limit(int size, Duration token, int calls) {
    double least() {
      return (calls - size) * token.toMillis() / 1000.0;
    }

    /** If another client takes a third: the reserve stays in the bucket. */
    double leastOfWhatIsLeft() {
      var reserve = Math.max(1, size / 10);
      return (calls - size + reserve) * token.toMillis() / 1000.0 * 3 / 2;
    }

    @Override
    public String toString() {
      return "%d, one per %d ms".formatted(size, token.toMillis());
    }
  }

  /** What makes it harder. */
  enum Trouble {
    NONE("-"),
    WRONG_CLOCK("the node's clock is two minutes ahead"),
    OVERTAKING("half of the answers take 100 ms longer"),
    SECOND_CLIENT("a second client takes a third");

    final String text;

    Trouble(String text) {
      this.text = text;
    }
  }

  private final Simulator simulator = Simulator.start(Seed.of(DOMAIN));
  private final OkHttpClient http = new OkHttpClient();
  private final ScheduledExecutorService workers = Executors.newScheduledThreadPool(WORKERS);
  private final AtomicInteger refused = new AtomicInteger();
  private final Queue<Duration> urgent = new ConcurrentLinkedQueue<>();
  private final InstantSource clock;
  private final Tenant tenant;
  private final Limit limit;
  private final Trouble trouble;

  LimiterBench(Limit limit, Trouble trouble) {
    this.limit = limit;
    this.trouble = trouble;
    var ahead = trouble == Trouble.WRONG_CLOCK ? Duration.ofMinutes(2) : Duration.ZERO;
    this.clock = () -> Instant.now().plus(ahead);
    this.tenant =
        new TenantConnector(
                http,
                new SimpleMeterRegistry(),
                clock,
                Duration.ofSeconds(15),
                Bounds.of(1L << 30, 1_000))
            .connect(
                new Connection(
                    DOMAIN,
                    HttpUrl.get(simulator.uri().toString()),
                    new SharedSecret(Seed.MANAGEMENT_CLIENT, Seed.MANAGEMENT_SECRET),
                    CaBundle.OF_THE_SYSTEM,
                    Set.of("read:client_grants")));
    var _ = tenant.authenticate();
    simulator.rateLimits().set(LimitBucket.MANAGEMENT, LimitPolicy.drip(limit.size, limit.token));
    if (trouble == Trouble.OVERTAKING) {
      simulator
          .faults()
          .add(
              Fault.delay(Duration.ofMillis(100))
                  .on("GET /api/v2/client-grants")
                  .afterEffect()
                  .share(0.5));
    }
  }

  /** Makes all calls, and reports how long they took. */
  List<Object> throughput() throws InterruptedException {
    if (trouble == Trouble.SECOND_CLIENT) {
      var each = limit.token.multipliedBy(3).toMillis();
      var _ =
          workers.scheduleAtFixedRate(
              () -> simulator.rateLimits().admit(LimitBucket.MANAGEMENT),
              0,
              each,
              TimeUnit.MILLISECONDS);
    }
    var done = new CountDownLatch(limit.calls);
    var begun = Instant.now();
    for (var call = 0; call < limit.calls; call++) {
      ask(call, false, done);
    }
    done.await();
    var took = Duration.between(begun, Instant.now()).toMillis() / 1000.0;
    var least = trouble == Trouble.SECOND_CLIENT ? limit.leastOfWhatIsLeft() : limit.least();
    return List.of(
        limit, limit.calls, trouble.text, least, took, "%.3f".formatted(took / least), refused);
  }

  /** How long a user's change takes while so many calls of the background wait. */
  List<Object> latency(int waiting, int changes) throws InterruptedException {
    var never = new CountDownLatch(waiting);
    for (var call = 0; call < waiting; call++) {
      ask(call, false, never);
    }
    Thread.sleep(limit.token.multipliedBy(limit.size).plusSeconds(5)); // until the burst is over
    for (var change = 0; change < changes; change++) {
      var done = new CountDownLatch(1);
      var begun = Instant.now();
      ask("change " + change, true, done);
      done.await();
      urgent.add(Duration.between(begun, Instant.now()));
      Thread.sleep(limit.token.toMillis() * (100 + 37L * change % 100) / 100);
    }
    var sorted = urgent.stream().sorted().toList();
    return List.of(
        limit,
        waiting,
        changes,
        sorted.get(changes / 2).toMillis(),
        sorted.get(changes * 99 / 100).toMillis(),
        sorted.getLast().toMillis(),
        refused);
  }

  private void ask(Object caller, boolean isUrgent, CountDownLatch done) {
    workers.execute(() -> call(caller, isUrgent, done));
  }

  private void call(Object caller, boolean isUrgent, CountDownLatch done) {
    try (var permit = tenant.calls(caller, isUrgent)) {
      switch (permit.acquire()) {
        case Admission.RetryAt(var moment) -> later(moment, caller, isUrgent, done);
        case Admission.Granted() -> {
          tenant.grants().refresh(KEY);
          done.countDown();
        }
      }
    } catch (TenantException e) {
      if (e.failure() instanceof Throttled(_, var until)) {
        refused.incrementAndGet();
        later(until, caller, isUrgent, done);
      } else {
        System.err.println(limit + ", " + trouble + ": " + e.failure());
        later(clock.instant().plusSeconds(1), caller, isUrgent, done);
      }
    }
  }

  private void later(Instant moment, Object caller, boolean isUrgent, CountDownLatch done) {
    var wait = Math.max(1, Duration.between(clock.instant(), moment).toMillis() + 1);
    var _ = workers.schedule(() -> call(caller, isUrgent, done), wait, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    workers.shutdownNow();
    tenant.close();
    simulator.close();
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
