package io.clientgrant.operator;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** Makes the client for the Kubernetes API. */
public final class Kubernetes {
  private Kubernetes() {}

  /** A client that reads objects without what only the API server needs of them. */
  public static KubernetesClient client(Config config) {
    return builder(config).build();
  }

  /** What {@link #client} is built from. */
  public static KubernetesClientBuilder builder(Config config) {
    var mapper =
        JsonMapper.builder().addMixIn(ObjectMeta.class, WithoutManagedFields.class).build();
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withKubernetesSerialization(new KubernetesSerialization(mapper, true));
  }

  /** Two thirds of an object's memory. */
  @JsonIgnoreProperties(value = "managedFields", ignoreUnknown = true)
  private abstract static class WithoutManagedFields {}
}
