package io.clientgrant.cli.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clientgrant.cli.source.CommandFailure;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The ConfigMap that keeps a page. A page that is too large for it is compressed.
 *
 * @param client the client for its cluster
 * @param namespace its namespace
 * @param name its name
 */
public record PageConfigMap(KubernetesClient client, String namespace, String name) {
  private static final String KEY = "audit.html";
  private static final String COMPRESSED = "audit.html.gz";
  private static final int NOT_FOUND = 404;

  /** The API server takes 1 MiB, names and labels included. */
  private static final int MAX_BYTES = 1_000_000;

  /**
   * The ConfigMap of a name.
   *
   * @param path {@code name}, in the namespace of the Pod or kubeconfig, or {@code namespace/name}
   */
  public static PageConfigMap of(KubernetesClient client, String path) {
    var slash = path.indexOf('/');
    return new PageConfigMap(
        client,
        slash < 0 ? client.getNamespace() : path.substring(0, slash),
        path.substring(slash + 1));
  }

  /** Puts a page into it, instead of the one before. The right to patch it is enough. */
  public void write(String page) {
    try {
      // A patch of text would get the ConfigMap first, which takes another right.
      var _ = client.resource(holding(page)).patch(PatchContext.of(PatchType.JSON_MERGE));
    } catch (KubernetesClientException e) {
      if (e.getCode() == NOT_FOUND) {
        throw new CommandFailure(
            "There is no ConfigMap %s in namespace %s. Create it.".formatted(name, namespace));
      }
      throw e;
    }
  }

  /** A merge patch: what is null is removed. */
  private ConfigMap holding(String page) {
    var data = new HashMap<String, @Nullable String>();
    var binaryData = new HashMap<String, @Nullable String>();
    data.put(KEY, null);
    binaryData.put(COMPRESSED, null);
    if (page.getBytes(UTF_8).length <= MAX_BYTES) {
      data.put(KEY, page);
    } else {
      binaryData.put(COMPRESSED, Base64.getEncoder().encodeToString(compressed(page)));
    }
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .withData(data)
        .withBinaryData(binaryData)
        .build();
  }

  private static byte[] compressed(String page) {
    var bytes = new ByteArrayOutputStream();
    try (var zipped = new GZIPOutputStream(bytes)) {
      zipped.write(page.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is none in memory
    }
    if (bytes.size() > MAX_BYTES) {
      throw new CommandFailure(
          "The page has %,d bytes even if it is compressed, and a ConfigMap takes %,d. Narrow it with a filter."
              .formatted(bytes.size(), MAX_BYTES));
    }
    return bytes.toByteArray();
  }
}
