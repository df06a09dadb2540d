package io.clientgrant.testing;

import io.clientgrant.operator.KubernetesClients;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** Has something happen just before the operator's n-th request of a kind, once armed, is sent. */
public final class RequestHook implements Interceptor {
  private final Predicate<HttpRequest> kind;
  private final AtomicInteger until;
  private final AtomicReference<Optional<Runnable>> deed = new AtomicReference<>(Optional.empty());
  private volatile boolean happened;

  private RequestHook(Predicate<HttpRequest> kind, int nth) {
    this.kind = kind;
    this.until = new AtomicInteger(nth);
  }

  /** Before the n-th write of a ClientGrant's status. */
  public static RequestHook statusWrite(String name, int nth) {
    return new RequestHook(request -> isPatch(request, "/" + name + "/status"), nth);
  }

  /** Before the n-th write of a ClientGrant's finalizer and annotation. */
  public static RequestHook metadataWrite(String name, int nth) {
    return new RequestHook(request -> isPatch(request, "/" + name), nth);
  }

  /** Before the resources of a kind are listed. */
  public static RequestHook list(String kind) {
    return new RequestHook(
        request ->
            request.method().equals("GET")
                && request.uri().getPath().endsWith("/" + kind)
                && !request.uri().getQuery().contains("watch=true"),
        1);
  }

  /** Before a Secret is read. */
  public static RequestHook secretRead(String namespace, String name) {
    var path = "/namespaces/%s/secrets/%s".formatted(namespace, name);
    return new RequestHook(request -> request.uri().getPath().endsWith(path), 1);
  }

  /** Before a Secret is written. */
  public static RequestHook secretWrite(String namespace, String name) {
    var path = "/namespaces/%s/secrets/%s".formatted(namespace, name);
    return new RequestHook(
        request -> request.method().equals("PUT") && request.uri().getPath().endsWith(path), 1);
  }

  private static boolean isPatch(HttpRequest request, String path) {
    return request.method().equals("PATCH") && request.uri().getPath().endsWith(path);
  }

  public KubernetesClient client(Config config) {
    return KubernetesClients.builder(config)
        .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("meanwhile", this))
        .build();
  }

  public void arm(Runnable what) {
    deed.set(Optional.of(what));
  }

  public boolean happened() {
    return happened;
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    if (kind.test(request) && deed.get().isPresent() && until.decrementAndGet() == 0) {
      deed.getAndSet(Optional.empty())
          .ifPresent(what -> {
            what.run();
            happened = true;
          });
    }
  }
}
