package io.clientgrant.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.simulator.server.RecordedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The operator, a tenant and its grants from Git repositories, by Argo CD. */
@ExtendWith(ClusterExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(7)
class ArgoCdE2E {
  private static final String ARGO = "argocd";
  private static final String PLATFORM = "clientgrant-operator";
  private static final String APPLICATION = "argocd/application.yaml";
  private static final String APPLICATIONS = "argocd/applicationset.yaml";
  private static final String PROJECT = "argocd/project.yaml";
  private static final String FOLDER = "grants/teams/billing/grants.yaml";
  private static final String TEAM = "billing";
  private static final String GRANT = "clientgrant/billing-invoices";
  private static final String GRANTS = "application/grants-billing";
  private static final String OPERATOR = "application/clientgrant-operator";

  private final Cluster cluster;
  private final Auth0 auth0;
  private final Guide guide;
  private final Shell shell;

  ArgoCdE2E(Cluster cluster, @TempDir Path folder) throws Exception {
    this.cluster = cluster;
    this.auth0 = new Auth0(cluster);
    this.guide = Guide.read();
    this.shell = Shell.with("helm4", folder);
  }

  @BeforeAll
  void thereIsAnArgoCd() throws Exception {
    assumeThat(cluster.tryKubectl("get", "configmap/argocd-cm", "-n=" + ARGO).exit())
        .as("there is no Argo CD in that cluster, or none that reads folders of this machine")
        .isZero();
    assumeThat(cluster.isOurs()).isTrue();
  }

  @AfterAll
  void close() {
    auth0.close();
  }

  @Test
  @Order(1)
  void theOperatorIsHealthyFromItsRepository() throws Exception {
    cluster.newNamespace(Operator.NAMESPACE);
    repository(PLATFORM);
    var _ = shell.run("cp -a %s/helm %s".formatted(ReleaseFiles.current(), PLATFORM));
    push(PLATFORM, "the operator");
    var _ = shell.run("cp -a %s/argocd .".formatted(ReleaseFiles.current()));
    for (var file : List.of(APPLICATION, APPLICATIONS, PROJECT)) {
      edit(file, "https://git.example.com/platform", "file://" + shell.folder());
    }
    var _ = shell.run(guide.commands("install-argocd"));
    awaitApplication(OPERATOR, "Synced", "Healthy");
    var _ = shell.run(auth0.instead(guide.commands("tenant")));
  }

  /** The team's own tenant has no Secret yet, and its grants are of a later wave. */
  @Test
  @Order(2)
  void theTenantComesBeforeItsGrantsAndAllAreHealthy() throws Exception {
    repository("grants");
    write(auth0.instead(Files.readString(shell.folder().resolve("argocd/team.yaml"))));
    push("grants", "a tenant and a grant");
    var _ = shell.run(guide.commands("teams-argocd"));
    edit(APPLICATION, "[clientgrant-system]", "[clientgrant-system, billing]");
    var _ = shell.run("kubectl apply -f " + APPLICATION);
    awaitApplication(OPERATOR, "Synced", "Healthy");
    cluster.awaitReason(TEAM, "auth0tenant/default", "SecretNotFound");
    awaitApplication(GRANTS, "OutOfSync", "Progressing");
    assertThat(cluster.has(TEAM, GRANT)).isFalse();

    cluster.apply(TEAM, auth0.secret());
    awaitApplication(GRANTS, "Synced", "Healthy");
    assertThat(auth0.scopes()).contains(List.of("read:orders"));
  }

  @Test
  @Order(3)
  void anEditInTheClusterIsRevertedByArgoCd() throws Exception {
    var writes = auth0.writes().size();
    var _ =
        cluster.kubectl(
            "patch",
            GRANT,
            "-n=" + TEAM,
            "--type=merge",
            "--patch={\"spec\":{\"scope\":[\"write:orders\"]}}");
    await()
        .atMost(Cluster.PATIENCE)
        .until(() ->
            asked().equals("[\"read:orders\"]")
                && auth0.scopes().equals(Optional.of(List.of("read:orders"))));
    awaitApplication(GRANTS, "Synced", "Healthy");
    assertThat(auth0.writes().stream().skip(writes).map(RecordedRequest::method))
        .allMatch("PATCH"::equals);
  }

  /** Argo CD has compared what the operator wrote: statuses, finalizers, annotations, its key. */
  @Test
  @Order(4)
  void nothingThatTheOperatorWritesIsADifference() throws Exception {
    var generation = generation();
    var synced = operations();
    for (var application : List.of(OPERATOR, GRANTS)) {
      refresh(application);
      awaitApplication(application, "Synced", "Healthy");
    }
    assertThat(generation()).isEqualTo(generation);
    assertThat(operations()).isEqualTo(synced);
  }

  @Test
  @Order(5)
  void aRefusedGrantIsDegradedWithTheSentence() throws Exception {
    auth0.refuseWrites();
    edit(FOLDER, "[read:orders]", "[write:orders]");
    push("grants", "a scope that is refused");
    awaitApplication(GRANTS, "Synced", "Degraded");
    assertThat(of(GRANTS, "{.status.resources[?(@.kind==\"ClientGrant\")].health.message}"))
        .contains(Auth0.REFUSAL);
    auth0.takeWrites();
    edit(FOLDER, "[write:orders]", "[read:orders, write:orders]");
    push("grants", "two that are taken");
    awaitApplication(GRANTS, "Synced", "Healthy");
    assertThat(auth0.scopes()).contains(List.of("read:orders", "write:orders"));
  }

  /** What is left alone on purpose is healthy, so the next wave comes. */
  @Test
  @Order(6)
  void aSuspendedGrantDoesNotHoldUpTheNextWave() throws Exception {
    var before = Files.readString(shell.folder().resolve(FOLDER));
    var grant = before.substring(before.indexOf("---"));
    write(
        before
            + "  suspend: true\n"
            + grant.replace(
                "name: billing-invoices",
                "name: next-wave\n  annotations: {argocd.argoproj.io/sync-wave: \"1\"}")
            + "  suspend: true\n");
    push("grants", "a suspended grant, and another wave");
    awaitApplication(GRANTS, "Synced", "Healthy");
    assertThat(cluster.has(TEAM, "clientgrant/next-wave")).isTrue();
    assertThat(cluster.kubectl("get", GRANT, "-n=" + TEAM)).contains("Suspended");
    write(before);
    push("grants", "as it was");
    awaitApplication(GRANTS, "Synced", "Healthy");
  }

  /** A grant is changed, and then the wave comes that needs the change. */
  @Test
  @Order(7)
  void anOrganizationComesInTheWaveAfterItsGrant() throws Exception {
    var before = Files.readString(shell.folder().resolve(FOLDER));
    write(
        before
            + "  organizationUsage: allow\n---\n"
            + Auth0.organizationGrant("billing-retail", TEAM, "billing-invoices")
                .replace(
                    "{name: billing-retail}",
                    "{name: billing-retail, annotations: {argocd.argoproj.io/sync-wave: \"1\"}}"));
    push("grants", "an organization");
    awaitApplication(GRANTS, "Synced", "Healthy");
    assertThat(auth0.clientsOfTheOrganization()).containsExactly(Auth0.CLIENT);
    assertThat(of(GRANTS, "{.status.resources[*].kind}")).contains("OrganizationClientGrant");
    write(before);
    push("grants", "as it was");
    cluster.awaitGone(TEAM, "ocg/billing-retail");
    awaitApplication(GRANTS, "Synced", "Healthy");
    assertThat(auth0.clientsOfTheOrganization()).isEmpty();
  }

  /** One waits for the other, and Argo CD would delete the other first, so it takes two commits. */
  @Test
  @Order(8)
  void aNewNameInTwoCommitsIsAHandOver() throws Exception {
    var id = auth0.grantId();
    var writes = auth0.writes().size();
    rename("billing-invoices", "renamed");
    rename("renamed", "billing-invoices");
    assertThat(id).isPresent();
    assertThat(auth0.grantId()).isEqualTo(id);
    assertThat(auth0.writes()).hasSize(writes);
  }

  @Test
  @Order(9)
  void anotherGrantIsThereBeforeTheOldOneGoesIfThatIsPrunedLast() throws Exception {
    var before = Files.readString(shell.folder().resolve(FOLDER));
    var writes = auth0.writes().size();
    var _ =
        cluster.kubectl(
            "annotate", GRANT, "-n=" + TEAM, "argocd.argoproj.io/sync-options=PruneLast=true");
    write(
        before
            .replace("name: billing-invoices", "name: for-users")
            .replace("  scope:", "  subjectType: user\n  scope:"));
    push("grants", "another grant");
    cluster.awaitGone(TEAM, GRANT);
    awaitApplication(GRANTS, "Synced", "Healthy");
    assertThat(auth0.writes().stream().skip(writes).map(RecordedRequest::method))
        .containsExactly("POST", "DELETE");
    write(before);
    push("grants", "as it was");
    awaitApplication(GRANTS, "Synced", "Healthy");
    cluster.awaitGone(TEAM, "clientgrant/for-users");
  }

  /** Not even one of a kind that it may have, nor its own namespace. */
  @Test
  @Order(10)
  void aTeamsFolderReachesNoOtherNamespaceAndNoOtherKind() throws Exception {
    var before = Files.readString(shell.folder().resolve(FOLDER));
    write(before.replace("name: billing-invoices", "name: stray\n  namespace: default"));
    push("grants", "a grant in another namespace");
    awaitRefusal("namespace default is not permitted in project");
    write(before + "---\n{apiVersion: v1, kind: Namespace, metadata: {name: billing}}\n");
    push("grants", "labels of its own");
    awaitRefusal("Namespace is not permitted in project");
    assertThat(cluster.has("default", "clientgrants")).isFalse();
    write(before);
    push("grants", "as it was");
    awaitApplication(GRANTS, "Synced", "Healthy");
  }

  @Test
  @Order(11)
  void aGrantRemovedFromTheRepositoryIsDeletedAtTheTenant() throws Exception {
    var before = Files.readString(shell.folder().resolve(FOLDER));
    write(before.substring(0, before.indexOf("---")));
    push("grants", "no grant");
    cluster.awaitGone(TEAM, GRANT);
    assertThat(auth0.scopes()).isEmpty();
    write(before);
  }

  @Test
  @Order(12)
  void deletingTheApplicationsDeletesGrantsAndTenant() throws Exception {
    push("grants", "a grant again");
    awaitApplication(GRANTS, "Synced", "Healthy");
    await().atMost(Cluster.PATIENCE).until(() -> auth0.scopes().isPresent());
    var _ = cluster.kubectl("delete", "applicationset/grants", "-n=" + ARGO);
    cluster.awaitGone(ARGO, GRANTS);
    assertThat(auth0.scopes()).isEmpty();
    assertThat(cluster.has(TEAM, "auth0tenants")).isFalse();
  }

  @Test
  @Order(13)
  void removingTheOperatorKeepsTheCrds() throws Exception {
    var _ = shell.run(guide.commands("delete-resources"));
    var _ = shell.run(guide.commands("uninstall-argocd"));
    assertThat(cluster.has(Operator.NAMESPACE, "deployments")).isFalse();
    assertThat(cluster.has(Operator.NAMESPACE, "crd/clientgrants.auth0.clientgrant.io")).isTrue();
  }

  private void rename(String from, String to) throws Exception {
    var before = Files.readString(shell.folder().resolve(FOLDER));
    var after = before.replace("name: " + from, "name: " + to);
    write(before + after.substring(after.indexOf("---")));
    push("grants", "the same grant under another name");
    awaitApplication(GRANTS, "Synced", "Degraded");
    write(after);
    push("grants", "no more under the old one");
    awaitApplication(GRANTS, "Synced", "Healthy");
    cluster.awaitGone(TEAM, "clientgrant/" + from);
  }

  private void repository(String name) throws IOException, InterruptedException {
    var _ = shell.run("git init --quiet --bare --initial-branch=main %s.git".formatted(name));
    var _ = shell.run("git clone --quiet %1$s.git %1$s".formatted(name));
  }

  private void push(String repository, String why) throws IOException, InterruptedException {
    var _ =
        shell.run(
            """
            cd %s
            git add --all
            git -c user.name=e2e -c user.email=e2e@example.com commit --quiet --message '%s'
            git push --quiet origin HEAD:main
            """
                .formatted(repository, why));
    if (cluster.tryKubectl("get", GRANTS, "-n=" + ARGO).exit() == 0) {
      refresh(GRANTS);
    }
  }

  /** What the team's folder holds from now on. */
  private void write(String manifests) throws IOException {
    var file = shell.folder().resolve(FOLDER);
    var _ = Files.createDirectories(file.getParent());
    Files.writeString(file, manifests);
  }

  private void edit(String file, String from, String to) throws IOException {
    var path = shell.folder().resolve(file);
    var before = Files.readString(path);
    assertThat(before).contains(from);
    Files.writeString(path, before.replace(from, to));
  }

  /** Argo CD looks again by itself, but not at once. */
  private void refresh(String application) throws IOException, InterruptedException {
    var _ =
        cluster.kubectl(
            "annotate",
            application,
            "-n=" + ARGO,
            "--overwrite",
            "argocd.argoproj.io/refresh=hard");
  }

  private void awaitApplication(String application, String sync, String health) {
    await()
        .atMost(Cluster.PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() ->
            assertThat(
                    of(
                        application,
                        "{.metadata.annotations.argocd\\.argoproj\\.io/refresh}"
                            + "{.status.sync.status} {.status.health.status}"))
                .as(of(application, "{.status.conditions} {.status.operationState.message}"))
                .isEqualTo(sync + " " + health));
  }

  /** Argo CD says what the project does not permit. */
  private void awaitRefusal(String what) {
    await()
        .atMost(Cluster.PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() ->
            assertThat(of(GRANTS, "{.status.conditions} {.status.operationState}")).contains(what));
  }

  private String of(String application, String path) throws IOException, InterruptedException {
    return cluster.kubectl("get", application, "-n=" + ARGO, "-o=jsonpath=" + path);
  }

  /** When each Application was last synced. */
  private String operations() throws IOException, InterruptedException {
    return of("applications", "{.items[*].status.operationState.finishedAt}");
  }

  private String asked() throws IOException, InterruptedException {
    return cluster.kubectl("get", GRANT, "-n=" + TEAM, "-o=jsonpath={.spec.scope}");
  }

  private String generation() throws IOException, InterruptedException {
    return cluster.kubectl("get", GRANT, "-n=" + TEAM, "-o=jsonpath={.metadata.generation}");
  }
}
