package io.clientgrant.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.server.RecordedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** An installation from its first day to its last, in one of the ways that the guide knows. */
@ExtendWith(ClusterExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class InstallScenario {
  private static final String NAMESPACE = Operator.NAMESPACE;
  private static final String IN_NAMESPACE = "--namespace=" + NAMESPACE;
  private static final String GRANT = "clientgrant/billing-invoices";
  private static final String ORGANIZATION = "ocg/billing-retail";
  private static final String BILLING = "billing";

  private final InstallMethod way;
  private final Cluster cluster;
  private final Operator operator;
  private final Auth0 auth0;
  private final Guide guide;
  private final Shell shell;
  private final Shell before;

  InstallScenario(InstallMethod way, Cluster cluster, Path folder) throws Exception {
    this(way, cluster, ReleaseFiles.current(), ReleaseFiles.previous(folder));
  }

  /**
   * @param current where the commands for this edition are typed
   * @param previous where those for the edition before are
   */
  InstallScenario(InstallMethod way, Cluster cluster, Path current, Path previous)
      throws Exception {
    this.way = way;
    this.cluster = cluster;
    this.operator = new Operator(cluster);
    this.auth0 = new Auth0(cluster);
    this.guide = Guide.read();
    this.shell = Shell.with(way.helm, current);
    this.before = shell.in(previous);
  }

  @AfterAll
  void close() {
    auth0.close();
  }

  @Test
  @Order(1)
  void thePreviousEditionIsInstalledAndItsPodIsReadyWhenTheCommandsReturn() throws Exception {
    cluster.newNamespace(NAMESPACE);
    var _ = before.run(asPrevious(guide.commands(way.block("install"))));
    assertThat(operator.pods()).hasSize(1);
    assertThat(cluster.kubectl("get", "pods", "--namespace", NAMESPACE)).contains("1/1");
    assertThat(cluster.tryKubectl("explain", "clientgrant.spec.suspend").exit()).isNotZero();
  }

  @Test
  @Order(2)
  void thePodHasNoRightsButItsOwn() throws Exception {
    assumeThat(cluster.isOurs()).as("the Pod's process is not on this machine").isTrue();
    var process = Path.of("/proc", Long.toString(Operator.process(operator.pod())));
    assertThat(Files.readAllLines(process.resolve("status")))
        .contains(
            "Uid:\t65532\t65532\t65532\t65532",
            "Gid:\t65532\t65532\t65532\t65532",
            "CapPrm:\t0000000000000000",
            "CapEff:\t0000000000000000",
            "CapBnd:\t0000000000000000",
            "NoNewPrivs:\t1",
            "Seccomp:\t2");
    assertThat(Files.readAllLines(process.resolve("mounts")))
        .anyMatch(mount -> mount.matches("\\S+ / \\S+ ro[, ].*"));
    assertThat(process.resolve("root/bin/sh")).doesNotExist();
  }

  /** Here are the controllers that add the rights to the roles. */
  @Test
  @Order(3)
  void whoMayEditANamespaceMayWriteGrantsInItButNoTenantAndNoStatus() throws Exception {
    var _ =
        cluster.kubectl(
            "create",
            "rolebinding",
            "editors",
            "--clusterrole=edit",
            "--user=editor",
            IN_NAMESPACE);
    await().atMost(Cluster.PATIENCE).until(() -> editorMay("create", "clientgrants"));
    assertThat(editorMay("delete", "organizationclientgrants")).isTrue();
    assertThat(editorMay("list", "auth0tenants")).isTrue();
    assertThat(editorMay("create", "auth0tenants")).isFalse();
    assertThat(editorMay("patch", "clientgrants", "--subresource=status")).isFalse();
  }

  @Test
  @Order(4)
  void theTenantConnectsAndAGrantIsCreatedChangedPutBackAndDeleted() throws Exception {
    var _ = shell.run(auth0.instead(guide.commands("tenant")));
    cluster.newNamespace(BILLING);
    cluster.apply(BILLING, grant("read:orders"));
    cluster.awaitReady(BILLING, GRANT);
    assertThat(auth0.scopes()).contains(List.of("read:orders"));

    cluster.apply(BILLING, grant("read:orders, write:orders"));
    cluster.awaitReady(BILLING, GRANT);
    assertThat(auth0.scopes()).contains(List.of("read:orders", "write:orders"));

    auth0.changeByHand("write:orders");
    await()
        .atMost(Cluster.PATIENCE)
        .untilAsserted(
            () -> assertThat(auth0.scopes()).contains(List.of("read:orders", "write:orders")));

    var _ = cluster.kubectl("delete", GRANT, "--namespace", BILLING, "--timeout=60s");
    assertThat(auth0.scopes()).isEmpty();
    assertThat(auth0.writes().stream().map(RecordedRequest::method))
        .containsExactly("POST", "PATCH", "PATCH", "DELETE");
  }

  @Test
  @Order(5)
  void anOrganizationIsAllowedPutBackAndTakenAwayBeforeItsGrant() throws Exception {
    var writes = auth0.writes().size();
    cluster.apply(BILLING, grant("read:orders"));
    cluster.apply(
        BILLING, Auth0.organizationGrant("billing-retail", NAMESPACE, "billing-invoices"));
    cluster.awaitReason(BILLING, ORGANIZATION, "OrganizationsDenied");
    change(GRANT, "{\"spec\":{\"organizationUsage\":\"allow\"}}");
    cluster.awaitReady(BILLING, ORGANIZATION);
    assertThat(auth0.clientsOfTheOrganization()).containsExactly(Auth0.CLIENT);

    auth0.takeTheOrganizationAwayByHand();
    change(
        ORGANIZATION,
        "{\"metadata\":{\"annotations\":{\"auth0.clientgrant.io/requestedAt\":\"now\"}}}");
    await()
        .atMost(Cluster.PATIENCE)
        .untilAsserted(
            () -> assertThat(auth0.clientsOfTheOrganization()).containsExactly(Auth0.CLIENT));

    var _ =
        cluster.kubectl("delete", ORGANIZATION, GRANT, "--namespace=" + BILLING, "--timeout=60s");
    assertThat(auth0.scopes()).isEmpty();
    assertThat(auth0.clientsOfTheOrganization()).isEmpty();
    assertThat(
            auth0.writes().stream()
                .skip(writes)
                .map(request ->
                    request.method()
                        + " "
                        + request.path().replaceFirst("/api/v2/([a-z-]+).*", "$1")))
        .containsExactly(
            "POST client-grants",
            "PATCH client-grants",
            "POST organizations",
            "POST organizations",
            "DELETE organizations",
            "DELETE client-grants");
  }

  @Test
  @Order(6)
  void anUpgradeBringsTheNewKindsAndTheNextPodAndWritesNothing() throws Exception {
    cluster.apply(BILLING, grant("read:orders"));
    cluster.awaitReady(BILLING, GRANT);
    var last = operator.pod().getMetadata().getName();
    var writes = auth0.writes().size();
    var _ = shell.run(asCurrent(guide.commands(way.block("upgrade"))));
    assertThat(operator.pod().getMetadata().getName()).isNotEqualTo(last);
    var _ = operator.awaitLeader();
    assertThat(cluster.kubectl("explain", "clientgrant.spec.suspend"))
        .contains("does not create, change");

    suspend(true);
    cluster.awaitReason(BILLING, GRANT, "Suspended");
    suspend(false);
    cluster.awaitReason(BILLING, GRANT, "InSync");
    assertThat(auth0.writes()).hasSize(writes);
  }

  @Test
  @Order(7)
  void aRollbackBringsThePodBeforeAndTheGrantStays() throws Exception {
    var last = operator.pod().getMetadata().getName();
    var writes = auth0.writes().size();
    var _ = before.run(asPrevious(guide.commands(way.block("rollback"))));
    var pod = operator.pod();
    assertThat(pod.getMetadata().getName()).isNotEqualTo(last);
    assertThat(pod.getSpec().getTerminationGracePeriodSeconds()).isEqualTo(29);
    var _ = operator.awaitLeader();
    assertThat(auth0.writes()).hasSize(writes);
    cluster.apply(BILLING, grant("write:orders"));
    cluster.awaitReady(BILLING, GRANT);
    assertThat(auth0.scopes()).contains(List.of("write:orders"));
    var _ = shell.run(asCurrent(guide.commands(way.block("upgrade"))));
  }

  @Test
  @Order(8)
  void withoutTheOperatorNothingHappensToAnyGrantAndTheNextOneFinishes() throws Exception {
    var _ = shell.run(guide.commands(way.block("uninstall")));
    operator.awaitGone();
    var _ = cluster.kubectl("delete", GRANT, "--namespace", BILLING, "--wait=false");
    assertThat(cluster.has(BILLING, GRANT)).isTrue();
    assertThat(auth0.scopes()).isPresent();

    var _ = shell.run(installedAgain());
    cluster.awaitGone(BILLING, GRANT);
    assertThat(auth0.scopes()).isEmpty();
  }

  /** Under another name, where there are names; the kinds have stayed. */
  private String installedAgain() {
    return asCurrent(guide.commands(way.block("install")))
        .lines()
        .filter(line -> !line.contains("clientgrant-operator-crds"))
        .map(line -> line.replaceFirst("^(helm \\w+) clientgrant-operator ", "$1 another "))
        .collect(Collectors.joining("\n"));
  }

  @Test
  @Order(9)
  void whenItIsUninstalledForGoodNothingIsLeft() throws Exception {
    cluster.apply(BILLING, Auth0.grantByReference("billing-invoices", NAMESPACE, "read:orders"));
    cluster.awaitReady(BILLING, GRANT);
    var _ = shell.run(guide.commands("delete-resources"));
    assertThat(auth0.scopes()).isEmpty();
    var uninstall = guide.commands(way.block("uninstall"));
    var _ = shell.run(uninstall.replace("uninstall clientgrant-operator ", "uninstall another "));
    if (way.usesHelm()) {
      var _ = shell.run(guide.commands("forget-kinds-helm"));
      assertThat(cluster.has(NAMESPACE, "crd/clientgrants.auth0.clientgrant.io")).isTrue();
    }
    var _ = shell.run(guide.commands("remove-kinds"));
    var _ = cluster.kubectl("delete", "namespace", NAMESPACE, BILLING, "--timeout=60s");
    assertThat(
            cluster.kubectl(
                "get",
                "crds,clusterroles,clusterrolebindings,validatingadmissionpolicies,validatingadmissionpolicybindings",
                "--output=name"))
        .doesNotContain("clientgrant");
  }

  /** The commands of the guide for this edition. */
  String asCurrent(String commands) {
    return commands;
  }

  /** The same for the edition before. */
  String asPrevious(String commands) {
    return commands;
  }

  private boolean editorMay(String... what) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("auth", "can-i", "--as=editor", IN_NAMESPACE));
    command.addAll(List.of(what));
    return cluster.tryKubectl(command.toArray(String[]::new)).exit() == 0;
  }

  private void suspend(boolean suspended) throws IOException, InterruptedException {
    change(GRANT, "{\"spec\":{\"suspend\":%s}}".formatted(suspended));
  }

  private void change(String resource, String patch) throws IOException, InterruptedException {
    var _ =
        cluster.kubectl(
            "patch", resource, "--namespace=" + BILLING, "--type=merge", "--patch=" + patch);
  }

  private static String grant(String scopes) {
    return Auth0.grant("billing-invoices", NAMESPACE, scopes);
  }
}
