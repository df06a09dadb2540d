package io.clientgrant.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What the operator was given is what it used, by the API server's own account of the whole run.
 */
@ExtendWith(ClusterExtension.class)
@Order(Integer.MAX_VALUE)
class RightsE2E {
  private static final String ACCOUNT =
      "system:serviceaccount:%s:%s".formatted(Operator.NAMESPACE, Operator.NAME);

  /** The SDK reads a resource again whose finalizer met a conflict; not every run has one. */
  private static final Set<String> AFTER_A_CONFLICT =
      Set.of(
          "get auth0.clientgrant.io/clientgrants",
          "get auth0.clientgrant.io/organizationclientgrants",
          "get auth0.clientgrant.io/auth0tenants");

  private final Cluster cluster;
  private final ObjectMapper json = new ObjectMapper();

  RightsE2E(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void everyRightIsUsedAndNothingElseWasAskedFor() throws Exception {
    assumeThat(cluster.auditLog()).as("that cluster shows no audit log").isPresent();
    var used = used(cluster.auditLog().orElseThrow());
    assertThat(granted()).containsAll(used);
    assertThat(granted()).filteredOn(right -> !used.contains(right)).isSubsetOf(AFTER_A_CONFLICT);
  }

  /**
   * Each as verb, API group, and resource, but for what every ServiceAccount may ask: discovery.
   */
  private Set<String> used(Path log) throws IOException {
    var used = new TreeSet<String>();
    try (var lines = Files.lines(log)) {
      for (var line : (Iterable<String>) lines::iterator) {
        var event = json.readTree(line);
        if (event.at("/user/username").asText().equals(ACCOUNT) && event.has("objectRef")) {
          used.add(right(event));
        }
      }
    }
    return used;
  }

  private static String right(JsonNode event) {
    var of = event.get("objectRef");
    var subresource = of.path("subresource").asText();
    return "%s %s/%s%s"
        .formatted(
            event.get("verb").asText(),
            of.path("apiGroup").asText(),
            of.get("resource").asText(),
            subresource.isEmpty() ? "" : "/" + subresource);
  }

  /** What the plain manifests, and so the chart, give to it; what they give to people is not it. */
  private Set<String> granted() throws IOException {
    var granted = new TreeSet<String>();
    try (var manifests = Files.newInputStream(Path.of("deploy", "operator.yaml"))) {
      var resources = cluster.client.load(manifests).items();
      var bound = resources.stream().flatMap(RightsE2E::role).toList();
      resources.stream()
          .filter(resource -> bound.contains(resource.getMetadata().getName()))
          .flatMap(resource -> rules(resource).stream())
          .flatMap(RightsE2E::rights)
          .forEach(granted::add);
    }
    return granted;
  }

  private static Stream<String> role(HasMetadata resource) {
    return switch (resource) {
      case RoleBinding binding -> Stream.of(binding.getRoleRef().getName());
      case ClusterRoleBinding binding -> Stream.of(binding.getRoleRef().getName());
      default -> Stream.empty();
    };
  }

  private static List<PolicyRule> rules(HasMetadata resource) {
    return switch (resource) {
      case Role role -> role.getRules();
      case ClusterRole role -> role.getRules();
      default -> List.of();
    };
  }

  private static Stream<String> rights(PolicyRule rule) {
    return rule.getVerbs().stream()
        .flatMap(verb ->
            rule.getApiGroups().stream()
                .flatMap(group ->
                    rule.getResources().stream()
                        .map(resource -> "%s %s/%s".formatted(verb, group, resource))));
  }
}
