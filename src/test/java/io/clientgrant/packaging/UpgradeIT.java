package io.clientgrant.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.OperatorFixture;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersionBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What is stored outlives the CRDs that it was stored with. The files in {@code stored} are never
 * changed, only added to: they are what clusters have. Decision 15 has the plan that this follows.
 */
class UpgradeIT {
  private static final Path STORED = Path.of("src", "test", "resources", "stored");
  private static final String TODAY = "v1alpha1";
  private static final String NEXT = "v1beta1";

  private final ControlPlane controlPlane = ControlPlane.start();
  private final KubernetesClient client = controlPlane.client();
  private final String namespace = controlPlane.newNamespace();

  @AfterEach
  void close() {
    client.close();
    controlPlane.close();
  }

  @Test
  void whatIsStoredTodayIsServedUnchangedAndCanBeWritten() throws IOException {
    for (var kind : Crds.KINDS) {
      client.resource(withoutSchema(Crds.of(kind))).create();
    }
    for (var kind : Crds.KINDS) {
      for (var stored : stored(kind)) {
        await()
            .atMost(OperatorFixture.PATIENCE)
            .ignoreException(KubernetesClientException.class)
            .until(() -> at(TODAY, kind, stored).create() != null);
      }
    }

    applyCrds();

    for (var kind : Crds.KINDS) {
      for (var stored : stored(kind)) {
        var served = served(TODAY, kind, stored);
        assertIsSame(served, stored);
        served.getMetadata().setLabels(Map.of("written", "yes"));
        assertIsSame(at(TODAY, kind, served).update(), stored);
        assertIsSame(at(TODAY, kind, statusOf(served)).updateStatus(), stored);
      }
    }
  }

  @Test
  void aSecondVersionOfTheSameFieldsNeedsNoConversion() throws IOException {
    applyCrds();
    for (var kind : Crds.KINDS) {
      for (var stored : stored(kind)) {
        at(TODAY, kind, stored).create();
        at(TODAY, kind, statusOf(stored)).updateStatus();
      }
    }

    for (var kind : Crds.KINDS) {
      changeVersions(kind, List.of(version(kind, NEXT, true), version(kind, TODAY, false)));
    }
    for (var kind : Crds.KINDS) {
      for (var stored : stored(kind)) {
        awaitServed(NEXT, kind, stored);
        assertIsSame(served(TODAY, kind, stored), stored);
        assertThatThrownBy(() -> changeVersions(kind, List.of(version(kind, NEXT, true))))
            .as("as long as objects may be stored in a version, it cannot go")
            .hasMessageContaining("storedVersions");
        assertIsSame(at(NEXT, kind, served(NEXT, kind, stored)).update(), stored);
      }
    }
    for (var kind : Crds.KINDS) {
      assertThat(crd(kind).get().getStatus().getStoredVersions()).containsExactly(TODAY, NEXT);
      crd(kind)
          .editStatus(crd ->
              new CustomResourceDefinitionBuilder(crd)
                  .editStatus()
                  .withStoredVersions(NEXT)
                  .endStatus()
                  .build());
      changeVersions(kind, List.of(version(kind, NEXT, true)));
      for (var stored : stored(kind)) {
        awaitServed(NEXT, kind, stored);
      }
    }
  }

  private void awaitServed(
      String version,
      Class<? extends CustomResource<?, ?>> kind,
      GenericKubernetesResource stored) {
    await()
        .atMost(OperatorFixture.PATIENCE)
        .ignoreException(KubernetesClientException.class)
        .untilAsserted(() -> assertIsSame(served(version, kind, stored), stored));
  }

  /** The API server takes a moment until it goes by another schema. */
  private void applyCrds() throws IOException {
    var applied =
        controlPlane.kubectl("apply", "--server-side", "--force-conflicts", "-f", "crds/");
    assertThat(applied.exit()).as(applied.output()).isZero();
    for (var kind : Crds.KINDS) {
      var invalid = stored(kind).getFirst();
      invalid.getMetadata().setName("invalid");
      invalid.getAdditionalProperties().remove("spec");
      await()
          .atMost(OperatorFixture.PATIENCE)
          .untilAsserted(() ->
              assertThatThrownBy(() -> at(TODAY, kind, invalid).dryRun().create())
                  .hasMessageContaining("spec"));
    }
  }

  private static CustomResourceDefinition withoutSchema(CustomResourceDefinition crd) {
    return new CustomResourceDefinitionBuilder(crd)
        .editSpec()
        .withVersions(
            new CustomResourceDefinitionVersionBuilder()
                .withName(TODAY)
                .withServed(true)
                .withStorage(true)
                .withNewSchema()
                .withNewOpenAPIV3Schema()
                .withType("object")
                .withXKubernetesPreserveUnknownFields(true)
                .endOpenAPIV3Schema()
                .endSchema()
                .build())
        .endSpec()
        .build();
  }

  private static CustomResourceDefinitionVersion version(
      Class<? extends CustomResource<?, ?>> kind, String name, boolean isStorage)
      throws IOException {
    return new CustomResourceDefinitionVersionBuilder(Crds.version(Crds.of(kind)))
        .withName(name)
        .withStorage(isStorage)
        .build();
  }

  private void changeVersions(
      Class<? extends CustomResource<?, ?>> kind, List<CustomResourceDefinitionVersion> versions) {
    crd(kind)
        .edit(crd ->
            new CustomResourceDefinitionBuilder(crd)
                .editSpec()
                .withVersions(versions)
                .endSpec()
                .build());
  }

  private Resource<CustomResourceDefinition> crd(Class<? extends CustomResource<?, ?>> kind) {
    return client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName(CustomResource.getCRDName(kind));
  }

  /** The objects in a file; made anew each time, because callers change them. */
  private List<GenericKubernetesResource> stored(Class<? extends CustomResource<?, ?>> kind)
      throws IOException {
    var file = STORED.resolve(kind.getSimpleName().toLowerCase(Locale.ROOT) + ".yaml");
    var all = new ArrayList<GenericKubernetesResource>();
    for (var document : Files.readString(file).split("(?m)^---$", -1)) {
      var object =
          new KubernetesSerialization().unmarshal(document, GenericKubernetesResource.class);
      object.getMetadata().setNamespace(namespace);
      all.add(object);
    }
    return all;
  }

  private Resource<GenericKubernetesResource> at(
      String version,
      Class<? extends CustomResource<?, ?>> kind,
      GenericKubernetesResource object) {
    return client
        .genericKubernetesResources(
            new ResourceDefinitionContext.Builder()
                .withGroup(HasMetadata.getGroup(kind))
                .withVersion(version)
                .withKind(kind.getSimpleName())
                .withPlural(HasMetadata.getPlural(kind))
                .withNamespaced(true)
                .build())
        .inNamespace(namespace)
        .resource(object);
  }

  private GenericKubernetesResource served(
      String version,
      Class<? extends CustomResource<?, ?>> kind,
      GenericKubernetesResource stored) {
    return Objects.requireNonNull(at(version, kind, stored).get());
  }

  /** The same object without a version, so that its status is written whatever was before. */
  private static GenericKubernetesResource statusOf(GenericKubernetesResource object) {
    object.getMetadata().setResourceVersion(null);
    return object;
  }

  private static void assertIsSame(
      GenericKubernetesResource served, GenericKubernetesResource stored) {
    assertThat(parts(served)).isEqualTo(parts(stored));
    assertThat(served.getMetadata().getAnnotations())
        .isEqualTo(stored.getMetadata().getAnnotations());
    assertThat(served.getMetadata().getFinalizers())
        .isEqualTo(stored.getMetadata().getFinalizers());
  }

  private static Map<String, Object> parts(GenericKubernetesResource object) {
    return new HashMap<>(object.getAdditionalProperties());
  }
}
