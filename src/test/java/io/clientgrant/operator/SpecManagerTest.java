package io.clientgrant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.api.ClientGrant;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who has last changed a spec, as the operator's client reads it. */
class SpecManagerTest {
  private static final String GRANT =
      """
      {"apiVersion": "auth0.clientgrant.io/v1alpha1", "kind": "ClientGrant",
       "metadata": {"name": "g", "namespace": "ns", "managedFields": [
         {"manager": "kubectl", "operation": "Apply", "time": "2026-01-02T00:00:00Z",
          "apiVersion": "v1", "fieldsType": "FieldsV1",
          "fieldsV1": {"f:metadata": {"f:labels": {}}, "f:spec": {"f:scope": {}}}},
         {"manager": "argocd", "operation": "Apply", "time": "2026-01-03T00:00:00Z",
          "fieldsV1": {"f:spec": {"f:clientId": {}}}},
         {"manager": "old", "operation": "Update", "time": "2026-01-01T00:00:00Z",
          "fieldsV1": {"f:spec": {"f:audience": {}}}},
         {"manager": "clientgrant-operator", "operation": "Apply", "subresource": "status",
          "time": "2026-01-04T00:00:00Z", "fieldsV1": {"f:status": {"f:conditions": {}}}}]},
       "spec": {"tenantRef": {"name": "t"}, "clientId": "c", "audience": "a", "scope": []}}
      """;

  private final KubernetesClient client = KubernetesClients.client(Config.empty());

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void itIsTheLastToWriteOfThoseWhoOwnFieldsOfTheSpec() {
    assertThat(manager(read(GRANT))).isEqualTo("argocd");
  }

  @Test
  void aWatchTellsItToo() {
    var event =
        client
            .getKubernetesSerialization()
            .unmarshal(
                "{\"type\": \"MODIFIED\", \"object\": %s}".formatted(GRANT), WatchEvent.class);
    assertThat(event.getObject())
        .isInstanceOfSatisfying(
            ClientGrant.class, grant -> assertThat(manager(grant)).isEqualTo("argocd"));
  }

  @Test
  void aCopyKeepsItAndNothingIsSent() {
    var serialization = client.getKubernetesSerialization();
    var copy = new SpecManager.Keeper(serialization).clone(read(GRANT));
    assertThat(manager(copy)).isEqualTo("argocd");
    assertThat(serialization.asJson(copy)).doesNotContain("managedFields", "argocd");
  }

  @Test
  void nobodyIsKnownWithoutManagedFields() {
    var grant = read(GRANT.replace("f:spec", "f:other"));
    assertThat(grant.getMetadata().getManagedFields()).isEmpty();
  }

  private ClientGrant read(String json) {
    return client.getKubernetesSerialization().unmarshal(json, ClientGrant.class);
  }

  private static String manager(ClientGrant grant) {
    assertThat(grant.getMetadata().getManagedFields()).hasSize(1);
    ManagedFieldsEntry entry = grant.getMetadata().getManagedFields().getFirst();
    assertThat(entry.getFieldsV1()).isNull();
    return entry.getManager();
  }
}
