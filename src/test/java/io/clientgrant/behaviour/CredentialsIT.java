package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.AUDIENCE;
import static io.clientgrant.testing.OperatorFixture.DOMAIN;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.SimulatorEnvironment;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.OperatorProcess;
import io.clientgrant.testing.network.ForwardProxy;
import io.clientgrant.testing.network.Keys;
import io.clientgrant.testing.network.OwnCa;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the operator proves itself, and what is told when it cannot. */
@ExtendWith(ControlPlaneExtension.class)
class CredentialsIT {
  private static final String TOKEN = "POST /oauth/token";
  private static final String CLIENT = "client-0001";

  private final ControlPlane controlPlane;
  @TempDir Path folder;

  CredentialsIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
  }

  @Test
  void aKeyTakesThePlaceOfASecretAndAnotherKeyThatOfTheFirst(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    for (var scope : List.of("write:invoices", "delete:invoices")) {
      var keys = Keys.rsa(2048);
      fixture.simulator.tenant().put(management(keys));
      fixture.simulator.tokens().revokeAll();
      fixture.applySecret(Map.of("privateKey", Keys.privatePem(keys)));
      fixture.simulator.requests().reset();

      fixture.applyGrant("g", CLIENT, "scope: [%s]".formatted(scope));
      fixture.awaitInSync("g");
      assertThat(fixture.remoteScope(CLIENT)).containsExactly(scope);
      assertThat(answers(fixture)).containsExactly(401, 200); // with the old one, with the new one
    }
  }

  @Test
  void aSecretIsReadAgainAtEachResyncBeforeTheOldOneIsRefused(OperatorFixture fixture) {
    fixture.start("1s");
    fixture.simulator.tenant().put(StoredClient.of(Seed.MANAGEMENT_CLIENT).withSecret("rotated"));
    fixture.applySecret("rotated");

    await().atMost(PATIENCE).until(() -> answers(fixture).equals(List.of(200)));
    await().atMost(PATIENCE).until(() -> fixture.calls("GET") >= 3);
    assertThat(answers(fixture)).containsExactly(200);
    assertThat(fixture.tenantReady().reason()).isEqualTo("Connected");
  }

  @Test
  void aSecretIsReadAgainAtEachRetryOfATenantThatFails(OperatorFixture fixture) {
    fixture.startOperator();
    fixture.applySecret("wrong");
    fixture.applyTenant(NEVER, "");
    fixture.awaitTenant("InvalidCredentials");
    assertThat(fixture.tenantReady().message())
        .isEqualTo(
            "Auth0 gives this credential no token: Unauthorized. Correct the Secret, or the application at Auth0.");

    fixture.applySecret(Map.of("privateKey", "none"));
    fixture.awaitTenant("InvalidSecret");
    fixture.applySecret(Seed.MANAGEMENT_SECRET);
    fixture.awaitTenant("Connected");
  }

  @Test
  void theScopeToReadIsNamedAtTheTenantIfItIsMissing(OperatorFixture fixture) {
    authorize(fixture, "writer", "create:client_grants", "update:client_grants");
    fixture.startOperator();
    fixture.applySecret(Map.of("clientId", "writer", "clientSecret", "writer"));
    fixture.applyTenant(NEVER, "");
    fixture.awaitTenant("MissingScopes");
    assertThat(fixture.tenantReady().message())
        .isEqualTo(
            "The access token lacks read:client_grants. Authorize the application for the Auth0"
                + " Management API with what is missing.");
  }

  /** What the credential allows is done; what needs more says so there, and costs no call. */
  @ParameterizedTest
  @ValueSource(strings = {"create", "update", "delete"})
  void aCredentialThatMayNotDoOneThingDoesTheRest(String lacking, OperatorFixture fixture) {
    fixture.simulator.tenant().put(StoredGrant.of("cgr_1", CLIENT, AUDIENCE, "read:invoices"));
    authorize(
        fixture,
        "limited",
        Stream.of("read", "create", "update", "delete")
            .filter(right -> !right.equals(lacking))
            .map(right -> right + ":client_grants")
            .toArray(String[]::new));
    fixture.startOperator();
    fixture.applySecret(Map.of("clientId", "limited", "clientSecret", "limited"));
    fixture.applyTenant(NEVER, "");
    fixture.awaitTenant("Connected");

    fixture.applyGrant("new", "client-0002", "scope: [read:invoices]");
    fixture.applyGrant("old", CLIENT, "scope: [], adoptionPolicy: Always, deletionPolicy: Always");
    awaitDoneUnless(lacking.equals("create"), fixture, "new", lacking);
    awaitDoneUnless(lacking.equals("update"), fixture, "old", lacking);
    if (lacking.equals("update")) {
      assertThat(fixture.ready("old").message())
          .startsWith("Still granted though it should not be: scope read:invoices. ");
    }
    fixture.grants().withName("old").delete();
    if (lacking.equals("delete")) {
      awaitDoneUnless(true, fixture, "old", lacking);
    } else {
      fixture.awaitGone("old");
    }
    assertThat(fixture.tenantReady().reason()).isEqualTo("Connected");
    assertThat(fixture.simulator.requests().recent())
        .noneMatch(request -> request.status().equals(Optional.of(403)));
  }

  private static void awaitDoneUnless(
      boolean lacks, OperatorFixture fixture, String name, String lacking) {
    fixture.awaitReason(name, lacks ? "MissingScopes" : "InSync");
    if (lacks) {
      assertThat(fixture.ready(name).message())
          .contains("The access token lacks %s:client_grants.".formatted(lacking));
    }
  }

  @Test
  void aCustomDomainIsToldToBeReplacedByTheCanonicalOne(OperatorFixture fixture) {
    var said =
        "{\"error\": \"access_denied\", \"error_description\":"
            + " \"Service not enabled within domain: https://login.example.com/api/v2/\"}";
    fixture
        .simulator
        .faults()
        .add(Fault.status(403, Map.of("content-type", "application/json"), said).on(TOKEN));
    fixture.startOperator();
    fixture.applyTenant(NEVER);
    fixture.awaitTenant("InvalidCredentials");
    assertThat(fixture.tenantReady().message())
        .contains("Service not enabled within domain", "canonical domain");
  }

  @Test
  void aSecretIsReadAgainWhenItsTokenLacksAScope(OperatorFixture fixture) {
    fixture.start(NEVER);
    fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
    fixture.awaitInSync("g");
    authorize(fixture, Seed.MANAGEMENT_CLIENT, "read:client_grants");
    fixture
        .simulator
        .tenant()
        .put(StoredClient.of(Seed.MANAGEMENT_CLIENT).withSecret(Seed.MANAGEMENT_SECRET));
    authorize(
        fixture,
        "another",
        "read:client_grants",
        "create:client_grants",
        "update:client_grants",
        "delete:client_grants");
    fixture.simulator.tokens().revokeAll();
    fixture.applySecret(Map.of("clientId", "another", "clientSecret", "another"));

    fixture.applyGrant("g", CLIENT, "scope: [write:invoices]");
    fixture.awaitInSync("g");
    assertThat(fixture.remoteScope(CLIENT)).containsExactly("write:invoices");
  }

  @Test
  void aTenantWithItsOwnCaNeedsItsBundle() {
    var ca = new OwnCa();
    var behindTls = SimulatorEnvironment.standard().withTls(ca.serverAt("127.0.0.1"));
    try (var fixture = new OperatorFixture(controlPlane, behindTls)) {
      fixture.startOperator();
      fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
      fixture.applyTenant(NEVER);
      fixture.awaitTenant("Unreachable");
      assertThat(fixture.tenantReady().message())
          .contains("certificate that cannot be trusted", "spec.caBundle");

      fixture.applyTenant(NEVER, "caBundle: AAAA");
      fixture.awaitTenant("InvalidCABundle");
      fixture.applyTenant(NEVER, "caBundle: " + new OwnCa().bundle());
      fixture.awaitTenant("Unreachable");
      fixture.applyTenant(NEVER, "caBundle: " + ca.bundle());
      fixture.awaitTenant("Connected");
      fixture.awaitInSync("g");
    }
  }

  /** No name server knows the domain, so what arrives there came through the proxy. */
  @Test
  void tokensAreFetchedThroughTheForwardProxyThatCallsGoThrough() throws Exception {
    var ca = new OwnCa();
    var behindTls = SimulatorEnvironment.standard().withTls(ca.serverAt(DOMAIN));
    try (var fixture = new OperatorFixture(controlPlane, behindTls);
        var proxy = new ForwardProxy(fixture.simulator.uri());
        var _ = operatorBehind(proxy, fixture)) {
      fixture.applySecret(Map.of("clientSecret", Seed.MANAGEMENT_SECRET, "endpoint", ""));
      fixture.applyTenant(NEVER, "caBundle: " + ca.bundle());
      fixture.applyGrant("g", CLIENT, "scope: [read:invoices]");
      fixture.awaitInSync("g");
      assertThat(answers(fixture)).containsExactly(200);
      assertThat(proxy.asked()).containsOnly(DOMAIN + ":443");
    }
  }

  /** Whoever writes a tenant says whom it trusts, but not where the Secret's credential goes. */
  @Test
  void aCredentialIsNotSentToTheDomainOfATenantThatItIsNotFor() throws Exception {
    var ca = new OwnCa();
    var behindTls = SimulatorEnvironment.standard().withTls(ca.serverAt(DOMAIN));
    try (var fixture = new OperatorFixture(controlPlane, behindTls);
        var proxy = new ForwardProxy(fixture.simulator.uri());
        var _ = operatorBehind(proxy, fixture)) {
      fixture.applySecret(
          Map.of(
              "clientSecret",
              Seed.MANAGEMENT_SECRET,
              "endpoint",
              "",
              "domain",
              "other.eu.auth0.test"));
      fixture.applyTenant(NEVER, "caBundle: " + ca.bundle());
      fixture.awaitTenant("DomainMismatch");
      assertThat(fixture.simulator.requests().total()).isZero();

      fixture.applySecret(Map.of("clientSecret", Seed.MANAGEMENT_SECRET, "endpoint", ""));
      fixture.awaitTenant("Connected"); // so it would have arrived
    }
  }

  private OperatorProcess operatorBehind(ForwardProxy proxy, OperatorFixture fixture) {
    var properties =
        "-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=%d -Dhttp.nonProxyHosts=localhost|127.*"
            .formatted(proxy.port());
    return fixture.startProcess(Map.of("JAVA_TOOL_OPTIONS", properties), folder.resolve("log"));
  }

  private static StoredClient management(KeyPair keys) {
    return StoredClient.of(Seed.MANAGEMENT_CLIENT).withPublicKey(Keys.publicPem(keys));
  }

  /** A client, whose secret is its name, and what it may do at the Management API. */
  private static void authorize(OperatorFixture fixture, String client, String... scopes) {
    var api = "https://" + DOMAIN + "/api/v2/";
    var tenant = fixture.simulator.tenant();
    var id = tenant.grant(client, api, "client").map(StoredGrant::id).orElse("cgr_0000of" + client);
    tenant.put(StoredClient.of(client).withSecret(client));
    tenant.put(StoredGrant.of(id, client, api, scopes));
  }

  private static List<Integer> answers(OperatorFixture fixture) {
    return fixture.simulator.requests().recent(TOKEN).stream()
        .flatMap(request -> request.status().stream())
        .toList();
  }
}
