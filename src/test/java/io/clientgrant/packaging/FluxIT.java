package io.clientgrant.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.clientgrant.testing.Program;
import io.clientgrant.testing.Program.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a Flux Kustomization makes of the kinds: how it applies, what it waits for, and what it
 * takes for drift. By the libraries of its kustomize-controller (tools/pinned/flux).
 */
@ExtendWith(ControlPlaneExtension.class)
class FluxIT {
  private final OperatorFixture fixture;
  @TempDir Path folder;

  FluxIT(OperatorFixture fixture) {
    this.fixture = fixture;
  }

  @BeforeEach
  void start() {
    fixture.start(OperatorFixture.NEVER);
  }

  @Test
  void itWaitsUntilAllIsReadyAndThenSeesNoDrift() throws Exception {
    write("suspend: false");
    assertThat(flux("apply")).containsExactly(tenant("unchanged"), grant("created"));
    flux("wait");
    fixture.awaitInSync("grant");
    assertThat(flux("status")).allMatch(line -> line.contains(" Current "));

    // the operator has written a status, a finalizer, and the annotation of what it owns
    assertThat(fixture.grant("grant").getMetadata().getFinalizers()).isNotEmpty();
    assertThat(fixture.grant("grant").getMetadata().getAnnotations()).isNotEmpty();
    assertThat(flux("diff")).containsExactly(tenant("unchanged"), grant("unchanged"));
    assertThat(flux("apply")).containsExactly(tenant("unchanged"), grant("unchanged"));
  }

  @Test
  void aChangeInTheClusterIsDriftAndIsPutBack() throws Exception {
    write("suspend: false");
    flux("apply");
    flux("wait");
    fixture.applyGrant("grant", OperatorFixture.client(1), "scope: [write:invoices]");
    assertThat(flux("diff")).containsExactly(tenant("unchanged"), grant("configured"));
    flux("apply");
    flux("wait");
    assertThat(fixture.remoteScope(OperatorFixture.client(1))).containsExactly("read:invoices");
  }

  @Test
  void whatIsSuspendedIsDone() throws Exception {
    write("suspend: true");
    flux("apply");
    flux("wait");
    assertThat(flux("status").getLast()).startsWith(grant("Current"));
    assertThat(fixture.remote(OperatorFixture.client(1))).isEmpty();
  }

  @Test
  void whatNeedsAPersonFailsAtOnceAndSaysWhy() throws Exception {
    write("expiresAt: 2026-01-01T00:00:00Z");
    flux("apply");
    fixture.awaitReason("grant", "Expired");
    var waited = run("wait");
    assertThat(waited.exit()).isNotZero();
    assertThat(waited.output()).contains("stalled", grant("status: 'Failed'"));
    assertThat(flux("status").getLast()).startsWith(grant("Failed"));
  }

  @Test
  void whatIsTriedAgainIsInProgress() throws Exception {
    write("suspend: false");
    fixture.stopOperator();
    flux("apply");
    assertThat(flux("status").getLast()).startsWith(grant("InProgress"));
  }

  private void write(String field) throws IOException {
    var kinds =
        """
        apiVersion: auth0.clientgrant.io/v1alpha1
        kind: Auth0Tenant
        metadata: {name: tenant, namespace: %1$s}
        spec:
          domain: test.eu.auth0.test
          credentialsSecretRef: {name: credentials}
          resyncInterval: 1h
        ---
        apiVersion: auth0.clientgrant.io/v1alpha1
        kind: ClientGrant
        metadata: {name: grant, namespace: %1$s}
        spec:
          tenantRef: {name: tenant}
          clientId: %2$s
          audience: https://api.example.com/invoices
          scope: [read:invoices]
          %3$s
        """
            .formatted(fixture.namespace, OperatorFixture.client(1), field);
    Files.writeString(folder.resolve("kinds.yaml"), kinds);
  }

  private String tenant(String answer) {
    return "Auth0Tenant/%s/tenant %s".formatted(fixture.namespace, answer);
  }

  private String grant(String answer) {
    return "ClientGrant/%s/grant %s".formatted(fixture.namespace, answer);
  }

  private List<String> flux(String command) throws Exception {
    var ended = run(command);
    assertThat(ended.exit()).as(ended.output()).isZero();
    return ended.output().lines().toList();
  }

  private Ended run(String command) throws Exception {
    var program =
        new ProcessBuilder(
            Program.tools("flux").resolve("flux-apply").toString(),
            command,
            folder.resolve("kinds.yaml").toString());
    program.environment().put("KUBECONFIG", fixture.controlPlane.kubeconfig().toString());
    return Program.run(program);
  }
}
