package io.clientgrant.behaviour;

import static io.clientgrant.testing.OperatorFixture.DOMAIN;
import static io.clientgrant.testing.OperatorFixture.NEVER;
import static io.clientgrant.testing.OperatorFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.process.OperatorJar;
import io.clientgrant.simulator.SimulatorEnvironment;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.ForwardProxy;
import io.clientgrant.testing.Keys;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.OwnCa;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

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
  void aKeyTakesThePlaceOfASecretAndAnotherKeyThatOfTheFirst() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      for (var scope : List.of("write:invoices", "delete:invoices")) {
        var keys = Keys.rsa(2048);
        scene.simulator.tenant().put(management(keys));
        scene.simulator.tokens().revokeAll();
        scene.applySecret(Map.of("privateKey", Keys.privatePem(keys)));
        scene.simulator.requests().reset();

        scene.applyGrant("g", CLIENT, "scope: [%s]".formatted(scope));
        scene.awaitInSync("g");
        assertThat(scene.remoteScope(CLIENT)).containsExactly(scope);
        assertThat(answers(scene)).containsExactly(401, 200); // with the old one, with the new one
      }
    }
  }

  @Test
  void aSecretIsReadAgainAtEachResyncBeforeTheOldOneIsRefused() {
    try (var scene = new OperatorFixture(controlPlane).running("1s")) {
      scene.simulator.tenant().put(StoredClient.of(Seed.MANAGEMENT_CLIENT).withSecret("rotated"));
      scene.applySecret("rotated");

      await().atMost(PATIENCE).until(() -> answers(scene).equals(List.of(200)));
      await().atMost(PATIENCE).until(() -> scene.calls("GET") >= 3);
      assertThat(answers(scene)).containsExactly(200);
      assertThat(scene.tenantReady().reason()).isEqualTo("Connected");
    }
  }

  @Test
  void aSecretIsReadAgainAtEachRetryOfATenantThatFails() {
    try (var scene = new OperatorFixture(controlPlane)) {
      scene.startOperator();
      scene.applySecret("wrong");
      scene.applyTenant(NEVER, "");
      awaitTenant(scene, "InvalidCredentials");
      assertThat(scene.tenantReady().message())
          .isEqualTo(
              "Auth0 gives this credential no token: Unauthorized. Correct the Secret, or the application at Auth0.");

      scene.applySecret(Map.of("privateKey", "none"));
      awaitTenant(scene, "InvalidSecret");
      scene.applySecret(Seed.MANAGEMENT_SECRET);
      awaitTenant(scene, "Connected");
    }
  }

  @Test
  void scopesThatAreMissingAreNamedAtTheTenant() {
    try (var scene = new OperatorFixture(controlPlane)) {
      authorize(scene, "reader", "read:client_grants", "update:client_grants");
      scene.startOperator();
      scene.applySecret(Map.of("clientId", "reader", "clientSecret", "reader"));
      scene.applyTenant(NEVER, "");
      awaitTenant(scene, "MissingScopes");
      assertThat(scene.tenantReady().message())
          .isEqualTo(
              "The access token lacks create:client_grants, delete:client_grants. Authorize the"
                  + " application for the Auth0 Management API with what is missing.");
    }
  }

  @Test
  void aSecretIsReadAgainWhenItsTokenLacksAScope() {
    try (var scene = new OperatorFixture(controlPlane).running(NEVER)) {
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      authorize(scene, Seed.MANAGEMENT_CLIENT, "read:client_grants");
      scene
          .simulator
          .tenant()
          .put(StoredClient.of(Seed.MANAGEMENT_CLIENT).withSecret(Seed.MANAGEMENT_SECRET));
      authorize(
          scene,
          "another",
          "read:client_grants",
          "create:client_grants",
          "update:client_grants",
          "delete:client_grants");
      scene.simulator.tokens().revokeAll();
      scene.applySecret(Map.of("clientId", "another", "clientSecret", "another"));

      scene.applyGrant("g", CLIENT, "scope: [write:invoices]");
      scene.awaitInSync("g");
      assertThat(scene.remoteScope(CLIENT)).containsExactly("write:invoices");
    }
  }

  @Test
  void aTenantBehindACaOfOnesOwnNeedsItsBundle() {
    var ca = new OwnCa();
    var behindTls = SimulatorEnvironment.standard().withTls(ca.serverAt("127.0.0.1"));
    try (var scene = new OperatorFixture(controlPlane, behindTls)) {
      scene.startOperator();
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.applyTenant(NEVER);
      awaitTenant(scene, "Unreachable");
      assertThat(scene.tenantReady().message())
          .contains("certificate that cannot be trusted", "spec.caBundle");

      scene.applyTenant(NEVER, "caBundle: AAAA");
      awaitTenant(scene, "InvalidCABundle");
      scene.applyTenant(NEVER, "caBundle: " + new OwnCa().bundle());
      awaitTenant(scene, "Unreachable");
      scene.applyTenant(NEVER, "caBundle: " + ca.bundle());
      awaitTenant(scene, "Connected");
      scene.awaitInSync("g");
    }
  }

  /** No name server knows the domain, so what arrives there came through the proxy. */
  @Test
  void tokensAreFetchedThroughTheForwardProxyThatCallsGoThrough() throws Exception {
    var ca = new OwnCa();
    var behindTls = SimulatorEnvironment.standard().withTls(ca.serverAt(DOMAIN));
    try (var scene = new OperatorFixture(controlPlane, behindTls);
        var proxy = new ForwardProxy(scene.simulator.uri());
        var _ = operatorBehind(proxy, scene)) {
      scene.applySecret(Map.of("clientSecret", Seed.MANAGEMENT_SECRET, "endpoint", ""));
      scene.applyTenant(NEVER, "caBundle: " + ca.bundle());
      scene.applyGrant("g", CLIENT, "scope: [read:invoices]");
      scene.awaitInSync("g");
      assertThat(answers(scene)).containsExactly(200);
      assertThat(proxy.asked()).containsOnly(DOMAIN + ":443");
    }
  }

  /** Whoever writes a tenant says whom it trusts, but not where the Secret's credential goes. */
  @Test
  void aCredentialIsNotSentToTheDomainOfATenantThatItIsNotFor() throws Exception {
    var ca = new OwnCa();
    var behindTls = SimulatorEnvironment.standard().withTls(ca.serverAt(DOMAIN));
    try (var scene = new OperatorFixture(controlPlane, behindTls);
        var proxy = new ForwardProxy(scene.simulator.uri());
        var _ = operatorBehind(proxy, scene)) {
      scene.applySecret(
          Map.of(
              "clientSecret",
              Seed.MANAGEMENT_SECRET,
              "endpoint",
              "",
              "domain",
              "other.eu.auth0.test"));
      scene.applyTenant(NEVER, "caBundle: " + ca.bundle());
      awaitTenant(scene, "DomainMismatch");
      assertThat(scene.simulator.requests().total()).isZero();

      scene.applySecret(Map.of("clientSecret", Seed.MANAGEMENT_SECRET, "endpoint", ""));
      awaitTenant(scene, "Connected"); // so it would have arrived
    }
  }

  private OperatorJar operatorBehind(ForwardProxy proxy, OperatorFixture scene) throws IOException {
    var properties =
        "-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=%d -Dhttp.nonProxyHosts=localhost|127.*"
            .formatted(proxy.port());
    return OperatorJar.start(
        controlPlane,
        Map.of("WATCH_NAMESPACES", scene.namespace, "JAVA_TOOL_OPTIONS", properties),
        folder.resolve("log"));
  }

  private static StoredClient management(KeyPair keys) {
    return StoredClient.of(Seed.MANAGEMENT_CLIENT).withPublicKey(Keys.publicPem(keys));
  }

  /** A client, whose secret is its name, and what it may do at the Management API. */
  private static void authorize(OperatorFixture scene, String client, String... scopes) {
    var api = "https://" + DOMAIN + "/api/v2/";
    var tenant = scene.simulator.tenant();
    var id = tenant.grant(client, api, "client").map(StoredGrant::id).orElse("cgr_0000of" + client);
    tenant.put(StoredClient.of(client).withSecret(client));
    tenant.put(StoredGrant.of(id, client, api, scopes));
  }

  private static void awaitTenant(OperatorFixture scene, String reason) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(scene.tenantReady().reason()).isEqualTo(reason));
  }

  private static List<Integer> answers(OperatorFixture scene) {
    return scene.simulator.requests().recent(TOKEN).stream()
        .flatMap(request -> request.status().stream())
        .toList();
  }
}
