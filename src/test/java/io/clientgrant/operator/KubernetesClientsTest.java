package io.clientgrant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesClientsTest {
  @ParameterizedTest
  @ValueSource(classes = {Namespace.class, Status.class})
  void whatAWatchSendsIsReadAsWhatItIs(Class<? extends KubernetesResource> kind) {
    assertThat(watched("v1", kind.getSimpleName())).isInstanceOf(kind);
  }

  @Test
  void theKindsOfOthersAreNotLookedFor() {
    assertThat(watched("apps/v1", "Deployment").getClass().getSimpleName())
        .isEqualTo("GenericKubernetesResource");
  }

  private static Object watched(String version, String kind) {
    try (var client = KubernetesClients.client(Config.empty())) {
      var event =
          """
          {"type": "ADDED", "object": {"apiVersion": "%s", "kind": "%s", "metadata": {}}}\
          """
              .formatted(version, kind);
      return client.getKubernetesSerialization().unmarshal(event, WatchEvent.class).getObject();
    }
  }
}
