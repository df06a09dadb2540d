package io.clientgrant.cli.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.clientgrant.cli.source.CommandFailure;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/**
 * The ConfigMap that keeps a page. A page that is too large for it is compressed.
 *
 * @param client the client for its cluster
 * @param namespace its namespace
 * @param name its name
 */
public record PageConfigMap(KubernetesClient client, String namespace, String name) {
  private static final String KEY = "audit.html";
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
    var patch = JsonNodeFactory.instance.objectNode();
    if (page.getBytes(UTF_8).length <= MAX_BYTES) {
      patch.putObject("data").put(KEY, page);
      patch.putObject("binaryData").putNull(KEY + ".gz");
    } else {
      var compressed = compressed(page);
      if (compressed.length > MAX_BYTES) {
        throw new CommandFailure(
            "The page has %,d bytes even if it is compressed, and a ConfigMap takes %,d. Narrow it with a filter."
                .formatted(compressed.length, MAX_BYTES));
      }
      patch.putObject("binaryData").put(KEY + ".gz", compressed);
      patch.putObject("data").putNull(KEY);
    }
    try {
      client
          .configMaps()
          .inNamespace(namespace)
          .withName(name)
          .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
    } catch (KubernetesClientException e) {
      if (e.getCode() == NOT_FOUND) {
        throw new CommandFailure(
            "There is no ConfigMap %s in namespace %s. Create it.".formatted(name, namespace));
      }
      throw e;
    }
  }

  private static byte[] compressed(String page) {
    var bytes = new ByteArrayOutputStream();
    try (var zipped = new GZIPOutputStream(bytes)) {
      zipped.write(page.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is none in memory
    }
    return bytes.toByteArray();
  }
}
