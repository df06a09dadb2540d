package io.clientgrant.auth0;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.auth0.cache.ClientNames;
import io.clientgrant.auth0.failure.Failure.MissingScopes;
import io.clientgrant.auth0.failure.Failure.Unavailable;
import io.clientgrant.auth0.limit.RateLimit;
import io.clientgrant.auth0.limit.RateLimiter;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.testing.ManagementScopes;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientsTest {
  private static final String LIST_CLIENTS = "GET /api/v2/clients";

  @AutoClose private final TenantFixture simulated = new TenantFixture();
  private final RateLimiter rateLimiter = new RateLimiter("tenant", simulated.clock);
  private long free = Long.MAX_VALUE / 2;
  private Instant lastResync = simulated.clock.instant();
  private final Clients clients =
      new Clients(
          simulated.api(rateLimiter).clients(),
          new ClientNames(() -> free),
          rateLimiter,
          () -> lastResync,
          simulated.clock);

  @BeforeEach
  void theCredentialMayReadNames() {
    ManagementScopes.set(simulated.simulator, "read:client_summary");
  }

  @Test
  void allNamesAreReadAHundredAtATimeAndOnceUntilTheNextResync() {
    add(248); // with the client that is there, and the operator's own, 250

    assertThat(clients.read(null)).isEmpty();
    assertThat(clients.read(null)).isEmpty();
    assertThat(clients.named("name-0248")).containsExactly("id-0248");
    assertThat(clients.named("name-0249")).isEmpty();
    assertThat(simulated.calls(LIST_CLIENTS)).isEqualTo(3);

    resync();
    add(298); // a last page that is full
    assertThat(clients.read(null)).isEmpty();
    assertThat(clients.named("name-0298")).containsExactly("id-0298");
    assertThat(simulated.calls(LIST_CLIENTS)).isEqualTo(6);
  }

  @Test
  void allThatHaveANameAreTold() {
    put("id-b", "same");
    put("id-a", "same");
    put("id-c", "Same");

    assertThat(clients.read(null)).isEmpty();
    assertThat(clients.named("same")).containsExactly("id-a", "id-b");
  }

  @Test
  void aRequestIsCarriedOutOnce() {
    assertThat(clients.read(null)).isEmpty();
    simulated.clock.move(Duration.ofSeconds(1));
    put("id", "new");

    assertThat(clients.read("g now")).isEmpty();
    assertThat(clients.named("new")).containsExactly("id");
    assertThat(clients.read("g now")).isEmpty();
    assertThat(simulated.calls(LIST_CLIENTS)).isEqualTo(2);
  }

  /** Pages by number would move, and leave out the second client of a name. */
  @Test
  void aListThatChangesWhileItIsReadLeavesNothingOut() {
    add(198);
    rateLimiter.configure(this, new RateLimit(1, 1));
    var later = clients.read(null);
    assertThat(later).isPresent();
    put("00-first-of-all", "new");
    simulated.clock.move(Duration.between(simulated.clock.instant(), later.orElseThrow()));

    readAll();
    for (var number = 1; number <= 198; number++) {
      assertThat(clients.named("name-%04d".formatted(number))).hasSize(1);
    }
  }

  /** Auth0's pages by number end there. */
  @Test
  void moreThanAThousandClientsAreRead() {
    add(1_250);

    readAll();
    assertThat(clients.named("name-1250")).hasSize(1);
    assertThat(simulated.calls(LIST_CLIENTS)).isEqualTo(13);
  }

  @Test
  void aReadingIsPausedByTheRateLimitAndGoesOn() {
    add(250);
    rateLimiter.configure(this, new RateLimit(1, 1));

    readAll();
    assertThat(clients.named("name-0250")).hasSize(1);
    assertThat(simulated.calls(LIST_CLIENTS)).isEqualTo(3);
  }

  @Test
  void theScopeThatIsMissingIsNamed() {
    ManagementScopes.set(simulated.simulator);

    assertThat(TenantFixture.failure(() -> clients.read(null)))
        .isInstanceOfSatisfying(
            MissingScopes.class,
            missing -> assertThat(missing.message()).contains("read:client_summary"));
  }

  @Test
  void eitherScopeIsEnough() {
    ManagementScopes.set(simulated.simulator, "read:clients");

    assertThat(clients.read(null)).isEmpty();
    assertThat(clients.named(TenantFixture.CLIENT)).containsExactly(TenantFixture.CLIENT);
  }

  @Test
  void moreClientsThanThereIsMemoryForAreNotKept() {
    add(100);
    free = 10_000;

    assertThat(TenantFixture.failure(() -> clients.read(null))).isInstanceOf(Unavailable.class);
    assertThat(clients.named("name-0001")).isEmpty();
  }

  /** An id gets into a path and into a status. */
  @Test
  void aClientWithAnOddIdIsNotSeen() {
    simulated
        .simulator
        .faults()
        .add(
            Fault.status(
                    200,
                    Map.of("content-type", "application/json"),
                    """
                    {"total": 2, "start": 0, "limit": 100, "clients":
                     [{"client_id": "../x", "name": "a"}, {"client_id": "x", "name": "a"}]}
                    """)
                .on(LIST_CLIENTS));

    assertThat(clients.read(null)).isEmpty();
    assertThat(clients.named("a")).containsExactly("x");
  }

  private void readAll() {
    var later = clients.read(null);
    while (later.isPresent()) {
      simulated.clock.move(Duration.between(simulated.clock.instant(), later.get()));
      later = clients.read(null);
    }
  }

  private void resync() {
    simulated.clock.move(Duration.ofMinutes(5));
    lastResync = simulated.clock.instant();
  }

  private void add(int last) {
    for (var number = 1; number <= last; number++) {
      put("id-%04d".formatted(number), "name-%04d".formatted(number));
    }
  }

  private void put(String id, String name) {
    simulated.simulator.tenant().put(StoredClient.of(id).withName(name));
  }
}
