package io.clientgrant.testing;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static org.awaitility.Awaitility.await;

import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.api.Condition;
import io.clientgrant.controller.index.Annotations;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.network.DateShift;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A tenant whose clock a test moves, and ClientGrants that end by it. */
public final class EndDates implements AutoCloseable {
  public final DateShift auth0;
  private final OperatorFixture fixture;

  /** The clock is ours until it is moved. */
  public EndDates(OperatorFixture fixture) {
    this.fixture = fixture;
    this.auth0 = new DateShift(fixture.simulator.uri(), Duration.ZERO);
  }

  /**
   * Starts the operator, and waits until the tenant is connected.
   *
   * @param more of the spec of the Auth0Tenant, in YAML
   */
  public void start(String more) {
    applySecret();
    fixture.startOperator();
    fixture.applyTenant(NEVER, more);
    fixture.awaitTenant("Connected");
    fixture.simulator.requests().reset();
  }

  /** Applies the Secret of the tenant. */
  public void applySecret() {
    fixture.applySecret(Map.of("clientSecret", Seed.MANAGEMENT_SECRET, "endpoint", auth0.uri()));
  }

  /** Lets time pass at Auth0 while the operator does not run. */
  public void restartAfter(Duration time) {
    fixture.stopOperator();
    auth0.move(time);
    startAgain();
  }

  /** Starts the operator, and waits until it has looked at every ClientGrant. */
  public void startAgain() {
    fixture.startOperator();
    await()
        .atMost(PATIENCE)
        .until(() -> fixture.reconciles() >= fixture.grants().list().getItems().size());
  }

  /** Lets time pass at Auth0, and has the operator read the tenant. */
  public void pass(Duration time) {
    auth0.move(time);
    var request = request();
    OperatorFixture.annotate(
        fixture.tenants().withName("tenant"), Annotations.REQUESTED_AT, request);
    await()
        .atMost(PATIENCE)
        .until(() -> {
          var tenant = fixture.tenants().withName("tenant").get();
          return tenant != null
              && tenant.getStatus() != null
              && request.equals(tenant.getStatus().lastHandledReconcileAt());
        });
  }

  /** Has the operator read the grant of a ClientGrant. */
  public void check(String name) {
    var request = request();
    OperatorFixture.annotate(fixture.grants().withName(name), Annotations.REQUESTED_AT, request);
    await().atMost(PATIENCE).until(() -> request.equals(status(name).lastHandledReconcileAt()));
  }

  private static String request() {
    return Long.toString(System.nanoTime());
  }

  /** Applies a ClientGrant whose grant ends so long from now, by the clock of Auth0. */
  public Instant apply(String name, String client, Duration length) {
    var end = in(length);
    fixture.applyGrant(name, client, fields(end));
    return end;
  }

  /** A moment so long from now, by the clock of Auth0, in whole seconds. */
  public Instant in(Duration length) {
    return auth0.instant().plus(length).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
  }

  /** What {@link #apply} applies, in YAML. */
  public static String fields(Instant end) {
    return "scope: [read:invoices], expiresAt: \"%s\"".formatted(end);
  }

  /** Somebody makes a grant by hand. */
  public void hold(String client) {
    fixture
        .simulator
        .tenant()
        .put(StoredGrant.of("cgr_madebyhand000001", client, AUDIENCE, "read:invoices"));
    pass(Duration.ZERO);
    fixture.simulator.requests().reset();
  }

  public ClientGrantStatus status(String name) {
    return Objects.requireNonNullElse(
        fixture.grant(name).getStatus(), ClientGrantStatus.NEVER_WRITTEN);
  }

  public List<Condition> conditions(String name) {
    return Objects.requireNonNull(status(name).conditions());
  }

  public Optional<Condition> remark(String name, String type) {
    return conditions(name).stream().filter(shown -> shown.type().equals(type)).findFirst();
  }

  @Override
  public void close() {
    auth0.close();
  }
}
