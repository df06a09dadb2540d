package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.DOMAIN;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.api.Condition;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.ManagementScopes;
import io.clientgrant.testing.OperatorFixture;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scopes that an API does not declare are named before Auth0 refuses them, and after. */
@ExtendWith(ControlPlaneExtension.class)
class ScopesDeclaredIT {
  private static final String CLIENT = OperatorFixture.client(1);
  private static final String READ = "GET /api/v2/resource-servers/{id}";
  private static final String OTHER = "https://api.example.com/orders";

  private final OperatorFixture fixture;

  ScopesDeclaredIT(OperatorFixture fixture) {
    this.fixture = fixture;
    fixture.simulator.tenant().put(ResourceServer.of(OTHER, "read:orders"));
    fixture.simulator.tenant().put(ResourceServer.of("https://nobody.names.this", "read:it"));
  }

  @Test
  void aScopeThatAuth0AcceptsThoughTheApiDoesNotDeclareItIsNamed() {
    fixture.simulator.options(options -> options.withScopeMustBeSubset(false));
    start();
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices, b:no, a:no]");
    fixture.awaitInSync("g");
    awaitScopes("g", "The API %s does not declare: a:no b:no. ".formatted(AUDIENCE));
    assertThat(shown("g"))
        .singleElement()
        .satisfies(condition -> {
          assertThat(condition.status()).isEqualTo("False");
          assertThat(condition.reason()).isEqualTo("ScopesUndeclared");
        });
    assertThat(fixture.ready("g").status()).isEqualTo("True");
    assertThat(fixture.events("g")).containsExactlyInAnyOrder("Created", "ScopesUndeclared");

    define("read:invoices", "a:no", "b:no");
    resync();
    awaitNone("g");
    assertThat(fixture.ready("g").reason()).isEqualTo("InSync");
  }

  @Test
  void aScopeThatAuth0RefusesIsNamedToo() {
    start();
    fixture.applyGrant("g", CLIENT, "scope: [no:such]");
    fixture.awaitReason("g", "Invalid");
    awaitScopes("g", "The API %s does not declare: no:such. ".formatted(AUDIENCE));
  }

  @Test
  void aScopeThatIsRemovedFromTheApiIsNamedAfterTheNextResync() {
    start();
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices, write:invoices]");
    fixture.awaitInSync("g");
    awaitReads(1);
    assertThat(shown("g")).isEmpty();

    define("read:invoices");
    resync();
    awaitScopes("g", "The API %s does not declare: write:invoices. ".formatted(AUDIENCE));
    assertThat(fixture.ready("g").reason()).isEqualTo("InSync");
  }

  @Test
  void eachApiThatIsNamedIsReadOnceAtEachResyncAndNothingIsWritten() {
    start();
    for (var number = 1; number <= 30; number++) {
      fixture.applyGrant(
          "invoices-" + number, OperatorFixture.client(number), "scope: [read:invoices]");
    }
    fixture.applyGrant("orders", CLIENT, "scope: [read:orders]", OTHER);
    fixture.applyGrant("all", OperatorFixture.client(31), "allowAllScopes: true", OTHER);
    await().atMost(PATIENCE).until(() -> fixture.readyGrants() == 32);
    awaitReads(2);
    var versions = fixture.versions();

    for (var round = 2L; round <= 3; round++) {
      var reconciles = fixture.reconciles();
      resync();
      awaitReads(2 * round);
      assertThat(fixture.reconciles()).isEqualTo(reconciles);
    }

    assertThat(fixture.versions().entrySet())
        .filteredOn(entry -> !isTenant(entry.getKey()))
        .isSubsetOf(versions.entrySet());
    assertThat(fixture.simulator.requests().count("GET /api/v2/resource-servers")).isZero();
  }

  @Test
  void withoutTheRightNothingIsReadAndNothingIsSaid() {
    fixture.simulator.options(options -> options.withScopeMustBeSubset(false));
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [no:such]");
    fixture.awaitInSync("g");
    resync();

    assertThat(shown("g")).isEmpty();
    assertThat(fixture.simulator.requests().count(READ)).isZero();
  }

  /** Auth0's own APIs take scopes that they do not show: D5 of the contract. */
  @Test
  void nothingIsSaidOfAuth0sOwnApis() {
    fixture.simulator.options(options -> options.withScopeMustBeSubset(false));
    ManagementScopes.set(fixture.simulator, "read:resource_servers");
    fixture.startOperator();
    fixture.applySecret(Seed.MANAGEMENT_SECRET);
    fixture.applyTenant(
        NEVER,
        """
        guardrails:
        - namespaces: {from: Same}
          clientIds: ["*"]
          audiences: ["https://%s/api/v2/"]
          subjectTypes: [user]
          scopes: ["*"]
        """
            .formatted(DOMAIN));
    fixture.awaitTenant("Connected");
    fixture.applyGrant(
        "g",
        CLIENT,
        "subjectType: user, scope: [read:current_user]",
        "https://%s/api/v2/".formatted(DOMAIN));
    fixture.awaitInSync("g");
    resync();

    assertThat(shown("g")).isEmpty();
    assertThat(fixture.simulator.requests().count(READ)).isZero();
  }

  /** Who may not have a grant learns nothing of the API, and causes no call. */
  @Test
  void anApiThatTheOwnerDoesNotAllowIsNotRead() {
    ManagementScopes.set(fixture.simulator, "read:resource_servers");
    fixture.startOperator();
    fixture.applySecret(Seed.MANAGEMENT_SECRET);
    fixture.applyTenant(
        NEVER,
        "guardrails: [{namespaces: {from: Same}, clientIds: ['*'], audiences: ['%s'], scopes: ['*']}]"
            .formatted(OTHER));
    fixture.awaitTenant("Connected");
    fixture.applyGrant("g", CLIENT, "scope: [no:such]");
    fixture.awaitReason("g", "NotAllowed");
    resync();

    assertThat(shown("g")).isEmpty();
    assertThat(fixture.simulator.requests().count(READ)).isZero();
  }

  /** An API that cannot be read is tried at the next resync, and holds nothing else back. */
  @Test
  void anApiThatCannotBeReadHoldsNothingBack() {
    start();
    fixture.simulator.faults().add(Fault.status(500).on(READ).times(1));
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    awaitReads(1);
    assertThat(fixture.tenantReady().reason()).isEqualTo("Connected");

    define("write:invoices");
    resync();
    awaitScopes("g", "The API %s does not declare: read:invoices. ".formatted(AUDIENCE));
    assertThat(fixture.simulator.requests().count(READ)).isEqualTo(2);
  }

  /** More APIs than are read at once, and a limit that lets few of them through. */
  @Test
  void manyApisAreReadAsTheRateLimitAllows() {
    start();
    for (var number = 1; number <= 45; number++) {
      var api = "https://api.example.com/" + number;
      fixture.simulator.tenant().put(ResourceServer.of(api, "read:it"));
      fixture.applyGrant("g" + number, CLIENT, "scope: [read:it]", api);
    }
    await().atMost(PATIENCE).until(() -> fixture.readyGrants() == 45);
    awaitReads(45);
    fixture.simulator.rateLimit(10, Duration.ofMillis(100));

    resync();
    awaitReads(90);
    assertThat(fixture.tenantReady().reason()).isEqualTo("Connected");
  }

  /** The operator does not take back what it has said only because it has not looked yet. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatWasSaidStaysOverARestart(boolean isReadAtOnce) {
    fixture.simulator.options(options -> options.withScopeMustBeSubset(false));
    start();
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices, a:no]");
    fixture.awaitInSync("g");
    awaitScopes("g", "The API %s does not declare: a:no. ".formatted(AUDIENCE));
    var version = fixture.grant("g").getMetadata().getResourceVersion();
    fixture.stopOperator();
    fixture
        .simulator
        .faults()
        .add(
            (isReadAtOnce ? Fault.delay(Duration.ofSeconds(2)) : Fault.status(500))
                .on(READ)
                .times(1));

    fixture.startOperator();
    await().atMost(PATIENCE).until(() -> fixture.reconciles() >= 1);
    awaitReads(2);
    fixture.awaitTenant("Connected");
    resync();
    awaitReads(3);

    assertThat(fixture.grant("g").getMetadata().getResourceVersion()).isEqualTo(version);
  }

  /** Nothing can be said of it: it is not there, or declares nothing, or cannot be read. */
  @Test
  void anApiThatIsGoneSaysNothingAndOneWithoutScopesDeclaresNone() {
    fixture.simulator.options(options -> options.withScopeMustBeSubset(false));
    start();
    fixture.applyGrant("invoices", CLIENT, "scope: [read:invoices, a:no]");
    fixture.applyGrant("orders", CLIENT, "scope: [read:orders]", OTHER);
    fixture.awaitInSync("invoices");
    fixture.awaitInSync("orders");
    awaitScopes("invoices", "The API %s does not declare: a:no. ".formatted(AUDIENCE));

    fixture.simulator.faults().add(Fault.status(404).on(READ).times(2));
    resync();
    awaitNone("invoices");

    fixture.simulator.tenant().put(ResourceServer.of(OTHER));
    resync();
    awaitScopes("orders", "The API %s does not declare: read:orders. ".formatted(OTHER));
    awaitScopes("invoices", "The API %s does not declare: a:no. ".formatted(AUDIENCE));
    assertThat(fixture.ready("orders").reason()).isEqualTo("InSync");
  }

  private void start() {
    ManagementScopes.set(fixture.simulator, "read:resource_servers");
    fixture.start(NEVER);
  }

  private void resync() {
    var request = Long.toString(System.nanoTime());
    OperatorFixture.annotate(
        fixture.tenants().withName("tenant"), "auth0.clientgrant.io/requestedAt", request);
    await()
        .atMost(PATIENCE)
        .until(() -> {
          var tenant = fixture.tenants().withName("tenant").get();
          return tenant != null
              && tenant.getStatus() != null
              && request.equals(tenant.getStatus().lastHandledReconcileAt());
        });
  }

  private void define(String... scopes) {
    fixture.simulator.tenant().put(ResourceServer.of(AUDIENCE, scopes));
  }

  private void awaitReads(long reads) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(fixture.simulator.requests().count(READ)).isEqualTo(reads));
  }

  private void awaitScopes(String name, String message) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(shown(name))
                .singleElement()
                .satisfies(shown -> assertThat(shown.message()).startsWith(message)));
  }

  private void awaitNone(String name) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(shown(name)).isEmpty());
  }

  private List<Condition> shown(String name) {
    var status = Objects.requireNonNull(fixture.grant(name).getStatus());
    return Objects.requireNonNull(status.conditions()).stream()
        .filter(condition -> condition.type().equals("ScopesDeclared"))
        .toList();
  }

  private boolean isTenant(String uid) {
    return fixture.tenants().list().getItems().stream()
        .anyMatch(tenant -> tenant.getMetadata().getUid().equals(uid));
  }
}
