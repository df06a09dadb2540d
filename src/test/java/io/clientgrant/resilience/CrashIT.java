package io.clientgrant.resilience;

import static org.awaitility.Awaitility.await;

import io.clientgrant.controller.clientgrant.CrashPoint.Place;
import io.clientgrant.resilience.ChaosMain.Trap;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.ManagementScopes;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.OperatorProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Kill it anywhere. The operator's process is killed with SIGKILL, at each place between two
 * effects in turn and at random moments, while users work and calls are slow; the next one finishes
 * the work, or where the tenant is only observed, goes on observing it.
 *
 * <p>{@code make chaos KILLS=1000 SEED=2} for more, and for others.
 */
@ExtendWith(ControlPlaneExtension.class)
class CrashIT {
  private static final int KILLS = Integer.getInteger("kills", 30);
  private static final long SEED = Long.getLong("seed", 1);
  private static final Duration TO_BE_HELD = Duration.ofSeconds(6);
  private static final List<Place> PLACES = List.of(Place.values());
  private static final int RANDOM_MOMENTS = 2;

  /** The only place that is passed where nothing is written. */
  private static final List<Place> PLACES_WHEN_OBSERVED = List.of(Place.REPORTED);

  private static final int KILLS_WHEN_OBSERVED = Math.max(1, KILLS / 5);

  private final Random random = new Random(SEED);
  private final Map<Place, Integer> killsAt = new EnumMap<>(Place.class);
  private int kills;
  private final List<String> logs = new ArrayList<>();

  /** What is to happen to a tenant with grants of others, and with users at work. */
  private interface Story {
    void tell(OperatorFixture fixture, Workload workload, Invariants invariants);
  }

  @Test
  void theNextStartFinishesTheWorkWhereverTheOperatorIsKilled(OperatorFixture fixture) {
    check(fixture, this::kill);
  }

  /** Meanwhile calls go wrong in every way, too. */
  @Test
  void anObservedTenantIsNeverWrittenToWhereverTheOperatorIsKilled(OperatorFixture fixture) {
    check(fixture, this::killWhileOnlyObserved);
  }

  private void check(OperatorFixture fixture, Story story) {
    try {
      var ofOthers = seed(fixture);
      var workload = new Workload(fixture, random);
      var trail = new TrailCheck(fixture);
      story.tell(
          fixture, workload, new Invariants(fixture, workload, ofOthers, trail::takeRequests));
      logs.forEach(trail::takeLog);
      System.out.printf("writes in the audit trail: %d%n", trail.check());
      say(0);
    } catch (AssertionError | RuntimeException e) {
      say(1);
      throw new AssertionError(
          "after kill %d, with seed %d (the operator's log is %s): %s"
              .formatted(kills, SEED, ChaosMain.LOG, e.getMessage()),
          e);
    }
  }

  private void say(int violations) {
    System.out.printf("kills: %d, violations: %d%n", kills, violations);
    System.out.printf("at places: %s, at random moments: the rest%n", killsAt);
  }

  private void kill(OperatorFixture fixture, Workload workload, Invariants invariants) {
    fixture.applyTenant("1s");
    while (kills < KILLS) {
      killAtSomeTime(fixture, workload, PLACES, invariants::awaitAll);
    }
    live(
        fixture,
        () -> {
          invariants.awaitAll();
          workload.deleteEverything();
          invariants.awaitAll();
        });
  }

  /**
   * Whatever could be changed, deleted or handed over is held before, and what was asked for
   * meanwhile is done afterwards: it was not for want of work that nothing was written.
   */
  private void killWhileOnlyObserved(
      OperatorFixture fixture, Workload workload, Invariants invariants) {
    fixture.applyTenant("1s");
    workload.applyEverything();
    live(fixture, invariants::awaitAll);
    fixture.observing().applyTenant("1s");
    while (kills < KILLS_WHEN_OBSERVED) {
      killAtSomeTime(
          fixture,
          workload,
          PLACES_WHEN_OBSERVED,
          () -> awaitAllToldAmongTroubles(fixture, invariants));
    }
    live(
        fixture,
        () -> {
          fixture.simulator.faults().clear();
          invariants.awaitAllTold();
          fixture.enforcing().applyTenant("1s");
          await().atMost(OperatorFixture.PATIENCE).until(() -> fixture.writes() > 0);
          invariants.awaitAll();
        });
  }

  /** Waits in calm, so that what each resource says is the last word; then calls go wrong again. */
  private static void awaitAllToldAmongTroubles(OperatorFixture fixture, Invariants invariants) {
    var faults = fixture.simulator.faults();
    faults.clear();
    invariants.awaitAllTold();
    for (var trouble : NetworkFault.values()) {
      faults.add(trouble.fault.share(0.05));
    }
  }

  /** Grants that are none of the operator's business, and calls that are sometimes slow. */
  static List<StoredGrant> seed(OperatorFixture fixture) {
    ManagementScopes.set(
        fixture.simulator,
        "create:organization_client_grants",
        "read:organization_client_grants",
        "delete:organization_client_grants",
        "read:client_summary");
    var tenant = fixture.simulator.tenant();
    tenant.put(
        StoredGrant.of(
            "cgr_ofsomebodyelse01",
            OperatorFixture.client(101),
            OperatorFixture.AUDIENCE,
            "read:invoices"));
    tenant.put(
        StoredGrant.of(
                "cgr_ofsomebodyelse02", OperatorFixture.client(102), OperatorFixture.AUDIENCE)
            .asSystem());
    for (var write :
        List.of(
            "POST /api/v2/client-grants",
            "PATCH /api/v2/client-grants/{id}",
            "DELETE /api/v2/client-grants/{id}",
            "POST /api/v2/organizations/{id}/client-grants",
            "DELETE /api/v2/organizations/{id}/client-grants/{grant_id}")) {
      fixture.simulator.faults().add(Fault.delay(Duration.ofMillis(300)).on(write).share(0.3));
    }
    return tenant.grants();
  }

  private void killAtSomeTime(
      OperatorFixture fixture, Workload workload, List<Place> places, Runnable awaitQuiet) {
    workDuringAnOutage(workload);
    if (random.nextInt(4) == 0) {
      killWhileItRecovers(fixture, places);
    } else {
      killAtWork(fixture, workload, places, awaitQuiet);
    }
  }

  private void workDuringAnOutage(Workload workload) {
    for (var steps = random.nextInt(4); steps > 0; steps--) {
      workload.step();
    }
  }

  private void killAtWork(
      OperatorFixture fixture, Workload workload, List<Place> places, Runnable awaitQuiet) {
    var operator = ChaosMain.start(fixture, Optional.empty());
    try {
      awaitQuiet.run();
      operator.requireAlive();
      var trap = nextTrap(places);
      trap.map(Trap::toString).ifPresent(operator::write);
      trap.ifPresent(t -> {
        for (var provoked = 0; provoked < t.pass(); provoked++) {
          workload.provoke(t.place());
        }
      });
      for (var steps = 1 + random.nextInt(4); steps > 0; steps--) {
        workload.step();
      }
      awaitItsMoment(operator, trap);
    } finally {
      kill(operator);
    }
  }

  private void killWhileItRecovers(OperatorFixture fixture, List<Place> places) {
    var trap = nextTrap(places);
    var operator = ChaosMain.start(fixture, trap);
    try {
      awaitItsMoment(operator, trap);
    } finally {
      kill(operator);
    }
  }

  /** Each place in turn, then some random moments. */
  private Optional<Trap> nextTrap(List<Place> places) {
    var turn = kills % (places.size() + RANDOM_MOMENTS);
    return turn < places.size()
        ? Optional.of(new Trap(places.get(turn), 1 + random.nextInt(3)))
        : Optional.empty();
  }

  private void awaitItsMoment(OperatorProcess operator, Optional<Trap> trap) {
    if (trap.isEmpty()) {
      LockSupport.parkNanos(Duration.ofMillis(random.nextInt(2_500)).toNanos());
    } else if (operator.awaitLog(ChaosMain.HELD, TO_BE_HELD)) {
      killsAt.merge(trap.get().place(), 1, Integer::sum);
    }
  }

  private void kill(OperatorProcess operator) {
    operator.requireAlive();
    operator.close();
    logs.add(operator.log());
    kills++;
  }

  /** A life that ends only when all is quiet. */
  private void live(OperatorFixture fixture, Runnable life) {
    var operator = ChaosMain.start(fixture, Optional.empty());
    try {
      life.run();
    } finally {
      operator.close();
      logs.add(operator.log());
    }
  }
}
