package io.clientgrant.operator;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.OrganizationClientGrant;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes the client for the Kubernetes API. */
public final class KubernetesClients {
  /**
   * What a watch sends, errors included. What is missing here is read twice, by way of an object
   * that loses the manager, and an error is not recognized.
   */
  private static final List<Class<? extends KubernetesResource>> WATCHED =
      List.of(
          ClientGrant.class,
          OrganizationClientGrant.class,
          Auth0Tenant.class,
          Namespace.class,
          Status.class);

  private KubernetesClients() {}

  /** A client that reads objects without what only the API server needs of them. */
  public static KubernetesClient client(Config config) {
    return builder(config).build();
  }

  /**
   * The same, with something that runs before each call; the call is made when it returns.
   *
   * @param beforeCalls what runs
   */
  static KubernetesClient client(Config config, Runnable beforeCalls) {
    var before =
        new Interceptor() {
          @Override
          public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            beforeCalls.run();
          }
        };
    return builder(config)
        .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("before", before))
        .build();
  }

  /** What {@link #client} is built from. */
  public static KubernetesClientBuilder builder(Config config) {
    var factory = new JsonFactoryBuilder().characterEscapes(new ReadableAsYaml()).build();
    var mapper =
        JsonMapper.builder(factory).addMixIn(ObjectMeta.class, WithSpecManager.class).build();
    // It need not search for the classes of all kinds: this takes a tenth of a second.
    var serialization = new KubernetesSerialization(mapper, false);
    WATCHED.forEach(serialization::registerKubernetesResource);
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withKubernetesSerialization(serialization);
  }

  /**
   * Escapes what JSON need not, and YAML must: the API server reads an apply as YAML, refuses it
   * for some characters, and takes others for line breaks. An audience may hold either.
   */
  private static final class ReadableAsYaml extends CharacterEscapes {
    private static final Pattern NOT_AS_IT_IS =
        Pattern.compile("[\\x{7F}-\\x{9F}\\x{2028}\\x{2029}\\x{FEFF}\\x{FFFE}\\x{FFFF}]");

    @Override
    public int[] getEscapeCodesForAscii() {
      var codes = standardAsciiEscapesForJSON();
      codes[0x7F] = ESCAPE_STANDARD;
      return codes;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int character) {
      return NOT_AS_IT_IS.matcher(Character.toString(character)).matches()
          ? new SerializedString("\\u%04X".formatted(character))
          : null;
    }
  }

  /** Who owns which field takes two thirds of an object's memory, and is never sent. */
  private abstract static class WithSpecManager {
    @JsonProperty(value = "managedFields", access = JsonProperty.Access.WRITE_ONLY)
    @JsonDeserialize(using = SpecManager.class)
    abstract void setManagedFields(List<ManagedFieldsEntry> entries);
  }
}
