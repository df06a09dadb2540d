package io.clientgrant.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantSpec;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whether the examples fit each other and leave nothing out; ExamplesIT applies them. */
class ExamplesTest {
  @Test
  void grantsNameTheTenantOfTheExamplesAndNeverTheSameGrant() throws IOException {
    var tenants = resources(Auth0Tenant.class);
    var keys = new HashSet<List<Object>>();
    for (var example : Example.valid()) {
      for (var grant : example.resources(ClientGrant.class)) {
        var spec = grant.getSpec();
        assertThat(grant.getMetadata().getName()).isEqualTo(example.name());
        assertThat(tenants)
            .as(example.name())
            .anyMatch(tenant -> tenant.getMetadata().getName().equals(spec.tenantRef().name()));
        var key =
            List.<Object>of(
                Objects.requireNonNullElse(spec.clientId(), ""),
                Optional.ofNullable(spec.clientIdFrom()).map(Object::toString).orElse(""),
                Objects.requireNonNullElse(spec.clientName(), ""),
                Objects.requireNonNullElse(spec.defaultFor(), ""),
                spec.audience(),
                Objects.requireNonNullElse(spec.subjectType(), "client"));
        assertThat(keys.add(key)).as("%s has a key of its own", example.name()).isTrue();
      }
    }
  }

  @Test
  void tenantsNameTheirSecretWhichNamesTheirDomain() throws IOException {
    var secrets = resources(Secret.class);
    assertThat(resources(Auth0Tenant.class))
        .isNotEmpty()
        .allSatisfy(tenant ->
            assertThat(secrets)
                .anySatisfy(secret -> {
                  assertThat(secret.getMetadata().getName())
                      .isEqualTo(tenant.getSpec().credentialsSecretRef().name());
                  assertThat(secret.getStringData())
                      .containsEntry("domain", tenant.getSpec().domain())
                      .containsOnlyKeys("domain", "clientId", "clientSecret", "endpoint");
                }));
  }

  @Test
  void everyFieldOfAGrantIsShown() throws IOException, ReflectiveOperationException {
    var shown = new HashSet<String>();
    for (var grant : resources(ClientGrant.class)) {
      for (var component : ClientGrantSpec.class.getRecordComponents()) {
        if (component.getAccessor().invoke(grant.getSpec()) != null) {
          shown.add(component.getName());
        }
      }
    }
    assertThat(ClientGrantSpec.class.getRecordComponents())
        .extracting(RecordComponent::getName)
        .allMatch(shown::contains);
  }

  @Test
  void invalidFilesAreAboutOneResourceNamedLikeTheFile() throws IOException {
    for (var example : Example.invalid()) {
      assertThat(example.resources())
          .as(example.name())
          .hasSizeBetween(1, 2)
          .allMatch(resource -> resource.getMetadata().getName().equals(example.name()));
    }
  }

  @Test
  void everyRuleOfTheSchemasIsShownBroken() throws IOException {
    var refusals =
        Example.invalid().stream()
            .map(example -> example.refusal().replaceAll("\\[\\d+]", "[]"))
            .toList();
    var missing = new ArrayList<>();
    for (var kind : Crds.KINDS) {
      Crds.schemas(kind)
          .forEach((path, schema) -> {
            var rules = new ArrayList<String>();
            schema.getXKubernetesValidations().forEach(rule -> rules.add(rule.getMessage()));
            if (path.startsWith(".spec")) {
              var field = path.substring(1);
              schema
                  .getRequired()
                  .forEach(name -> rules.add(field + "." + name + ": Required value"));
              if (!schema.getEnum().isEmpty()) {
                rules.add(field + ": Unsupported value");
              }
            }
            rules.stream()
                .filter(rule -> refusals.stream().noneMatch(said -> said.contains(rule)))
                .forEach(missing::add);
          });
    }
    assertThat(missing).as("rules without a file in manifests/invalid").isEmpty();
  }

  private static <T> List<T> resources(Class<T> kind) throws IOException {
    return Example.valid().stream().flatMap(example -> example.resources(kind).stream()).toList();
  }
}
