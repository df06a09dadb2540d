package io.clientgrant.testing;

import io.clientgrant.operator.KubernetesClients;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes what the operator writes to the API server about ClientGrants, events included. */
public final class WriteCount implements Interceptor {
  private final List<String> writes = new CopyOnWriteArrayList<>();

  public KubernetesClient client(Config config) {
    return KubernetesClients.builder(config)
        .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("count", this))
        .build();
  }

  /** The method of each write and the end of its path, in their order. */
  public List<String> writes() {
    return List.copyOf(writes);
  }

  public void reset() {
    writes.clear();
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    var path = request.uri().getPath();
    if (!request.method().equals("GET")
        && (path.contains("/clientgrants/") || path.endsWith("/events"))) {
      writes.add(request.method() + " " + path.substring(path.lastIndexOf('/') + 1));
    }
  }
}
