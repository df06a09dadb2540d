package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static io.clientgrant.testing.OperatorFixture.client;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.api.Auth0TenantStatus;
import io.clientgrant.api.Condition;
import io.clientgrant.api.LastToken;
import io.clientgrant.simulator.Caller;
import io.clientgrant.simulator.SimulatorEnvironment;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.ManagementScopes;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.network.DateShift;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The status of a ClientGrant says on which day its client was last given a token. */
@ExtendWith(ControlPlaneExtension.class)
class LastTokenIT {
  private static final String LOG = "GET /api/v2/logs";
  private static final String RESYNC = "GET /api/v2/client-grants";
  private static final String SECRET = "secret";

  /** One call a second. */
  private static final String EACH_SECOND = "usage: {callsPerDay: 86400}";

  /** The time at Auth0 is noon, so that the next day begins before a token ends. */
  private final AtomicReference<Duration> ahead =
      new AtomicReference<>(
          Duration.between(
              Instant.now(),
              Instant.now().truncatedTo(ChronoUnit.DAYS).plus(12, ChronoUnit.HOURS)));

  private final OperatorFixture fixture;
  private final DateShift auth0;
  private final Caller clients;

  LastTokenIT(ControlPlane controlPlane) {
    InstantSource clock = () -> Instant.now().plus(ahead.get());
    fixture = new OperatorFixture(controlPlane, SimulatorEnvironment.standard().withClock(clock));
    auth0 = new DateShift(fixture.simulator.uri(), ahead.get());
    clients = Caller.signedIn(fixture.simulator);
  }

  @BeforeEach
  void start() {
    ManagementScopes.set(fixture.simulator, "read:logs");
    fixture.simulator.tenant().put(StoredClient.of(client(1)).withSecret(SECRET));
    fixture.startOperator();
    fixture.applySecret(Map.of("clientSecret", Seed.MANAGEMENT_SECRET, "endpoint", auth0.uri()));
  }

  @AfterEach
  void stop() {
    clients.close();
    auth0.close();
    fixture.close();
  }

  @Test
  void theLogIsNotReadUnlessAnAuth0TenantAsksForIt() {
    apply("1s", "");
    giveToken();
    awaitResyncs(5);

    assertThat(fixture.simulator.requests().count(LOG)).isZero();
    assertThat(lastToken("used")).isNull();
    assertThat(tenantStatus().usage()).isNull();
  }

  @Test
  void aStatusIsWrittenOnceForEachDay() {
    apply("1h", EACH_SECOND);
    giveToken();
    await().atMost(PATIENCE).until(() -> today().equals(lastToken("used")));
    await().atMost(PATIENCE).until(() -> lastToken("idle") != null);
    assertThat(Objects.requireNonNull(lastToken("idle")).day()).isNull();
    assertThat(Instant.parse(Objects.requireNonNull(lastToken("idle")).noneSince()))
        .as("what the log does not keep is not told of")
        .isAfterOrEqualTo(dateOfOldest())
        .isBefore(dateOfOldest().plusSeconds(1));

    var written = grantVersions();
    giveToken();
    awaitLooks(3);
    assertThat(grantVersions()).as("another token of the same day").isEqualTo(written);

    pass(Duration.ofHours(13));
    awaitLooks(3);
    assertThat(grantVersions()).as("a day without a token").isEqualTo(written);

    giveToken();
    await().atMost(PATIENCE).until(() -> today().equals(lastToken("used")));
    awaitLooks(3);
    assertThat(version("idle")).isEqualTo(written.getLast());
    assertThat(fixture.writes()).as("to the tenant, but for the two grants").isEqualTo(2);
  }

  /** A day's calls are spread over the day, whatever the log holds. */
  @Test
  void noMoreCallsAreMadeThanADayMayTake() {
    fixture.simulator.requests().reset();
    apply("1s", "usage: {}");
    giveToken();
    awaitResyncs(5);

    assertThat(fixture.simulator.requests().count(LOG)).as("one in 15 minutes").isOne();
    assertThat(lastToken("used")).isNull();
  }

  @Test
  void whatReadsTheTenantAloneIsEnoughForAGrantThatTheOperatorLeavesAlone() {
    apply("1h", EACH_SECOND);
    fixture.applyGrant("used", client(1), "scope: [read:invoices], suspend: true");
    fixture.awaitReason("used", "Suspended");
    fixture.observing().applyTenant("1h", EACH_SECOND);
    var writes = fixture.writes();
    giveToken();

    await().atMost(PATIENCE).until(() -> today().equals(lastToken("used")));
    assertThat(fixture.ready("used").reason()).isEqualTo("Suspended");
    assertThat(fixture.writes()).isEqualTo(writes);
  }

  @Test
  void withoutTheRightToReadTheLogTheTenantSaysSo() {
    ManagementScopes.set(fixture.simulator);
    apply("1s", EACH_SECOND);
    await().atMost(PATIENCE).until(() -> usageRead().isPresent());
    awaitResyncs(3);

    assertThat(usageRead())
        .hasValueSatisfying(condition -> {
          assertThat(condition.status()).isEqualTo("False");
          assertThat(condition.reason()).isEqualTo("MissingScopes");
          assertThat(condition.message()).contains("read:logs");
        });
    assertThat(fixture.tenantReady().status()).isEqualTo("True");
    assertThat(fixture.events("tenant")).containsOnlyOnce("MissingScopes");
    assertThat(fixture.simulator.requests().count(LOG)).isZero();
  }

  @Test
  void aRestartGoesOnWhereTheLogWasRead() {
    apply("1h", EACH_SECOND);
    giveToken();
    await().atMost(PATIENCE).until(() -> today().equals(lastToken("used")));
    await().atMost(PATIENCE).until(() -> lastToken("idle") != null);
    await().atMost(PATIENCE).until(() -> tenantStatus().usage() != null);
    var written = grantVersions();

    fixture.stopOperator();
    var until = Objects.requireNonNull(tenantStatus().usage()).readUntil();
    fixture.simulator.requests().reset();
    fixture.startOperator();
    awaitLooks(2);

    assertThat(fixture.simulator.requests().recent(LOG).getFirst().query())
        .satisfies(query ->
            assertThat(URLDecoder.decode(query, StandardCharsets.UTF_8))
                .contains(
                    "q=type:seccft AND date:[%s.000Z TO *]"
                        .formatted(until.substring(0, until.length() - 1))));
    assertThat(grantVersions()).isEqualTo(written);
  }

  @Test
  void whoDoesNotAskForItAnyMoreHasNoOldDays() {
    apply("1h", EACH_SECOND);
    giveToken();
    await().atMost(PATIENCE).until(() -> today().equals(lastToken("used")));

    fixture.applyTenant("1h", "");
    await().atMost(PATIENCE).until(() -> lastToken("used") == null);
    await().atMost(PATIENCE).until(() -> tenantStatus().usage() == null);
    assertThat(fixture.ready("used").reason()).isEqualTo("InSync");
  }

  private void apply(String resyncInterval, String fields) {
    fixture.applyTenant(resyncInterval, fields);
    fixture.awaitTenant("Connected");
    fixture.applyGrant("used", client(1), "scope: [read:invoices]");
    fixture.applyGrant("idle", client(2), "scope: [read:invoices]");
    fixture.awaitInSync("used");
    fixture.awaitInSync("idle");
  }

  private void pass(Duration time) {
    ahead.updateAndGet(before -> before.plus(time));
    auth0.move(time);
  }

  private void giveToken() {
    assertThat(clients.token(client(1), SECRET, AUDIENCE).status()).isEqualTo(200);
  }

  private LastToken today() {
    return new LastToken(
        LocalDate.ofInstant(Instant.now().plus(ahead.get()), ZoneOffset.UTC).toString(), null);
  }

  private Instant dateOfOldest() {
    return Instant.parse(fixture.simulator.log().all().getFirst().path("date").textValue());
  }

  private @Nullable LastToken lastToken(String name) {
    var status = fixture.grant(name).getStatus();
    return status == null ? null : status.lastToken();
  }

  private Auth0TenantStatus tenantStatus() {
    return Objects.requireNonNull(fixture.tenants().withName("tenant").get().getStatus());
  }

  private Optional<Condition> usageRead() {
    return Objects.requireNonNullElse(tenantStatus().conditions(), List.<Condition>of()).stream()
        .filter(condition -> condition.type().equals("UsageRead"))
        .findFirst();
  }

  private List<String> grantVersions() {
    return List.of(version("used"), version("idle"));
  }

  private String version(String name) {
    return fixture.grant(name).getMetadata().getResourceVersion();
  }

  private void awaitLooks(int count) {
    awaitCalls(LOG, count);
  }

  private void awaitResyncs(int count) {
    awaitCalls(RESYNC, count);
  }

  private void awaitCalls(String route, int count) {
    var before = fixture.simulator.requests().count(route);
    await()
        .atMost(PATIENCE)
        .until(() -> fixture.simulator.requests().count(route) >= before + count);
  }
}
