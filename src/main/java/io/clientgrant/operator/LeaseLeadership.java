package io.clientgrant.operator;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leadership by a Lease of the Kubernetes API. Who holds it may act for eight seconds after a
 * renewal; who waits takes it when it was not renewed for twelve seconds. Each goes by the time
 * that has passed for itself, so clocks that differ do no harm; and what the one began in its
 * eighth second has four seconds to end before the other begins.
 *
 * <p>A leader that loses the Lease, or cannot renew it, ends at once: its work in hand could cross
 * the next one's.
 */
final class LeaseLeadership implements Leadership {
  static final Duration MAY_ACT = Duration.ofSeconds(8);
  static final Duration OTHERS_WAIT = Duration.ofSeconds(12);

  /** In milliseconds: several calls have to fit into the time for which the leader may act. */
  static final int CALL_TIMEOUT = 2_000;

  private static final Logger LOG = LoggerFactory.getLogger(LeaseLeadership.class);
  private static final Duration LEFT_TO_RENEW = Duration.ofSeconds(6);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /** Longer than a look can take, its two calls included. */
  static final Duration LOOKS_END = Duration.ofMinutes(1);

  private static final Duration BETWEEN_CHECKS = Duration.ofMillis(500);

  /** At most, from the last renewal until somebody else leads: the wait, and a look at each end. */
  private static final int SECONDS = 15;

  private final KubernetesClient client;
  private final String name;
  private final String identity;
  private final InstantSource clock;
  private final Runnable lost;
  private final ScheduledExecutorService timer =
      Executors.newScheduledThreadPool(2, Thread.ofPlatform().daemon().name("lease-", 0).factory());

  private Sighting last = new Sighting("", Instant.MIN);
  private boolean troubled;
  private volatile State state = State.WAITING;
  private volatile Instant mayActUntil = Instant.MIN;
  private volatile Instant lastLook;

  private enum State {
    WAITING,
    LEADING,
    RESIGNED
  }

  /**
   * The Lease as last looked at.
   *
   * @param version empty if there was none
   * @param since when it was first seen so
   */
  private record Sighting(String version, Instant since) {}

  /**
   * Neither reads nor writes the Lease yet.
   *
   * @param client makes the calls for the Lease, in its namespace; gives up within seconds
   * @param name the name of the Lease
   * @param identity unlike that of any other process
   * @param clock tells the time that has passed; what it is set to does not matter
   * @param lost ends the process at once, and does not return
   */
  LeaseLeadership(
      KubernetesClient client, String name, String identity, InstantSource clock, Runnable lost) {
    this.client = client;
    this.name = name;
    this.identity = identity;
    this.clock = clock;
    this.lastLook = clock.instant();
    this.lost = lost;
  }

  @Override
  public void lead(Runnable work) {
    repeat(BETWEEN_LOOKS, () -> lookAndLead(work));
    repeat(BETWEEN_CHECKS, this::check);
  }

  private void repeat(Duration pause, Runnable task) {
    var _ = timer.scheduleWithFixedDelay(task, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void lookAndLead(Runnable work) {
    var waited = isStandby();
    look();
    if (waited && state == State.LEADING) {
      LOG.atInfo().addKeyValue("lease", name).addKeyValue("identity", identity).log("leads");
      Thread.ofPlatform().name("lead").start(work);
    }
  }

  /** Looks at the Lease once: takes it if it is to be had, renews it if it is held. */
  synchronized void look() {
    lastLook = clock.instant();
    try {
      if (isDue()) {
        judge(lease().get());
      }
      troubled = false;
    } catch (RuntimeException e) {
      if (!troubled && !isConflict(e)) {
        LOG.atWarn().addKeyValue("lease", name).setCause(e).log("the lease cannot be had");
        troubled = true;
      }
    }
  }

  private boolean isDue() {
    return switch (state) {
      case WAITING -> true;
      case LEADING -> !clock.instant().isBefore(mayActUntil.minus(LEFT_TO_RENEW));
      case RESIGNED -> false;
    };
  }

  private void judge(@Nullable Lease found) {
    if (isMine(found) || (isStandby() && isFree(found))) {
      var asked = clock.instant();
      write(found, identity);
      mayActUntil = asked.plus(MAY_ACT);
      state = State.LEADING;
    } else if (state == State.LEADING) {
      lost.run();
    }
  }

  /** Whether nobody holds it, or nobody has changed it for long enough. */
  private boolean isFree(@Nullable Lease found) {
    var version = found == null ? "" : found.getMetadata().getResourceVersion();
    if (!version.equals(last.version())) {
      last = new Sighting(version, clock.instant());
    }
    return (found != null && holder(found).isEmpty())
        || !clock.instant().isBefore(last.since().plus(OTHERS_WAIT));
  }

  private boolean isMine(@Nullable Lease found) {
    return found != null && holder(found).equals(identity);
  }

  /** Who holds it; empty if nobody does. */
  static String holder(Lease lease) {
    return Optional.ofNullable(lease.getSpec()).map(LeaseSpec::getHolderIdentity).orElse("");
  }

  /** Of several who write at once, the API server takes the first and refuses the others. */
  private void write(@Nullable Lease found, String holder) {
    var now = ZonedDateTime.now(ZoneOffset.UTC); // for those who read it; nobody goes by it
    var next =
        (found == null ? new LeaseBuilder() : new LeaseBuilder(found))
            .editOrNewMetadata()
            .withName(name)
            .withNamespace(namespace())
            .endMetadata()
            .editOrNewSpec()
            .withHolderIdentity(holder)
            .withLeaseDurationSeconds(SECONDS)
            .withRenewTime(now);
    if (!isMine(found)) {
      next.withAcquireTime(now);
      next.withLeaseTransitions(found == null ? 0 : 1 + transitions(found));
    }
    var resource = client.resource(next.endSpec().build());
    var _ = found == null ? resource.create() : resource.update();
  }

  private static int transitions(Lease lease) {
    return Optional.ofNullable(lease.getSpec()).map(LeaseSpec::getLeaseTransitions).orElse(0);
  }

  @Override
  public boolean isStandby() {
    return state == State.WAITING;
  }

  /** Looks and checks are made by threads of their own, and these can die. */
  @Override
  public Optional<String> trouble() {
    var now = clock.instant();
    return switch (state) {
      case WAITING ->
          now.isBefore(lastLook.plus(LOOKS_END))
              ? Optional.empty()
              : Optional.of("The Lease is not looked at any more.");
      case LEADING ->
          now.isBefore(mayActUntil.plus(LOOKS_END))
              ? Optional.empty()
              : Optional.of("The Lease was lost, and the process did not end.");
      case RESIGNED -> Optional.empty();
    };
  }

  @Override
  public void check() {
    if (state == State.LEADING && !clock.instant().isBefore(mayActUntil)) {
      lost.run();
    }
  }

  @Override
  public synchronized void close() {
    timer.shutdownNow();
    var led = state == State.LEADING;
    state = State.RESIGNED;
    if (led) {
      release();
    }
  }

  private void release() {
    try {
      var found = lease().get();
      if (isMine(found)) {
        write(found, "");
      }
    } catch (KubernetesClientException e) {
      LOG.atWarn().setCause(e).log("the lease could not be released; it ends by itself");
    }
  }

  private Resource<Lease> lease() {
    return client.resources(Lease.class).inNamespace(namespace()).withName(name);
  }

  private String namespace() {
    return Objects.requireNonNullElse(client.getNamespace(), "default");
  }

  private static boolean isConflict(RuntimeException e) {
    return e instanceof KubernetesClientException refusal
        && refusal.getCode() == HttpURLConnection.HTTP_CONFLICT;
  }
}
