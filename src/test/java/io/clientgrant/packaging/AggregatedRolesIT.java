package io.clientgrant.packaging;

import static io.clientgrant.packaging.Charts.rendered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.OperatorFixture;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the chart lets people do who are bound to {@code view}, {@code edit} or {@code admin}.
 *
 * <p>No controller adds rules to these roles here. So each user of this test is bound to the roles
 * that the controller would take the rules from, which it finds by the same selectors.
 */
@ExtendWith(ControlPlaneExtension.class)
class AggregatedRolesIT {
  private static final List<String> READ = List.of("get", "list", "watch");
  private static final List<String> WRITE =
      List.of("create", "update", "patch", "delete", "deletecollection");
  private static final Set<String> GRANTS = Set.of("clientgrants", "organizationclientgrants");
  private static final Set<String> TENANTS = Set.of("auth0tenants");

  private final ControlPlane controlPlane;
  private final KubernetesClient client;
  private final String namespace;
  @TempDir Path folder;

  AggregatedRolesIT(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
    this.client = controlPlane.client();
    this.namespace = controlPlane.newNamespace();
  }

  @BeforeEach
  void install() throws Exception {
    var roles = rendered("helm4", "r", namespace, "--show-only", "templates/aggregatedroles.yaml");
    var file = Files.writeString(folder.resolve("roles.yaml"), roles);
    assertThat(controlPlane.kubectl("apply", "--filename", file.toString()).exit()).isZero();
  }

  @AfterEach
  void closeClient() {
    client.close();
  }

  @Test
  void viewersReadEditorsWriteGrantsAndAdministratorsWriteTenantsAndNobodyWritesAStatus() {
    var read = rights(READ, Stream.of(GRANTS, TENANTS));
    var grants = rights(WRITE, Stream.of(GRANTS));
    var tenants = rights(WRITE, Stream.of(TENANTS));
    assertRights("view", read);
    assertRights("edit", union(read, grants));
    assertRights("admin", union(union(read, grants), tenants));
  }

  @Test
  void theyCanBeLeftOut() throws Exception {
    assertThat(rendered("helm4", "r", namespace, "--set", "aggregatedRoles.enabled=false"))
        .doesNotContain("rbac.authorization.k8s.io/aggregate-to-");
  }

  private void assertRights(String role, Set<String> expected) {
    var user = role + "-of-" + namespace;
    aggregated(role).forEach(each -> bind(user, each));
    await()
        .atMost(OperatorFixture.PATIENCE)
        .untilAsserted(() -> assertThat(rightsOf(user)).isEqualTo(expected));
  }

  /** The roles whose rules a role gets, directly or through another one. */
  private Stream<String> aggregated(String role) {
    var rule = client.rbac().clusterRoles().withName(role).require().getAggregationRule();
    return Optional.ofNullable(rule).stream()
        .flatMap(aggregation -> aggregation.getClusterRoleSelectors().stream())
        .flatMap(selector ->
            client.rbac().clusterRoles().withLabelSelector(selector).list().getItems().stream())
        .map(each -> each.getMetadata().getName())
        .filter(this::isOfKubernetesOrOfThisTest)
        .flatMap(each -> Stream.concat(Stream.of(each), aggregated(each)));
  }

  private boolean isOfKubernetesOrOfThisTest(String role) {
    return role.startsWith(namespace + ".") || !role.contains("clientgrant-operator");
  }

  private void bind(String user, String role) {
    var binding =
        new RoleBindingBuilder()
            .withNewMetadata()
            .withName(user + "-" + role.replace(':', '-'))
            .withNamespace(namespace)
            .endMetadata()
            .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
            .withNewRoleRef("rbac.authorization.k8s.io", new ClusterRole().getKind(), role)
            .build();
    client.resource(binding).create();
  }

  private Set<String> rightsOf(String user) {
    var all =
        rights(
            Stream.concat(READ.stream(), WRITE.stream()).toList(),
            Stream.of(GRANTS, TENANTS)
                .flatMap(Set::stream)
                .map(resource -> Set.of(resource, resource + "/status")));
    return new TreeSet<>(all.stream().filter(right -> may(user, right)).toList());
  }

  private boolean may(String user, String right) {
    var verb = right.substring(0, right.indexOf(' '));
    var resource = right.substring(verb.length() + 1).split("/", 2);
    var review =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser(user)
            .withNewResourceAttributes()
            .withNamespace(namespace)
            .withVerb(verb)
            .withGroup("auth0.clientgrant.io")
            .withResource(resource[0])
            .withSubresource(resource.length == 2 ? resource[1] : null)
            .endResourceAttributes()
            .endSpec()
            .build();
    return client
        .authorization()
        .v1()
        .subjectAccessReview()
        .create(review)
        .getStatus()
        .getAllowed();
  }

  private static Set<String> rights(List<String> verbs, Stream<Set<String>> resources) {
    var rights = new TreeSet<String>();
    resources
        .flatMap(Set::stream)
        .forEach(resource -> verbs.forEach(verb -> rights.add(verb + " " + resource)));
    return rights;
  }

  private static Set<String> union(Set<String> some, Set<String> others) {
    var union = new TreeSet<>(some);
    union.addAll(others);
    return union;
  }
}
