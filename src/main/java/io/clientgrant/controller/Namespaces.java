package io.clientgrant.controller;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.grant.Labels;
import io.clientgrant.grant.Requester;
import io.fabric8.kubernetes.api.model.Namespace;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The labels of namespaces, by which guardrails may select them. They are known only where the
 * operator watches the whole cluster: in a few namespaces it may not read them.
 */
final class Namespaces {
  private final Claims claims;
  private final boolean readable;
  private volatile @Nullable InformerEventSource<Namespace, ClientGrant> source;

  /**
   * @param readable whether the operator may watch them
   */
  Namespaces(Claims claims, boolean readable) {
    this.claims = claims;
    this.readable = readable;
  }

  /** Who a resource of a namespace is to a tenant's owner. */
  Requester requester(String namespace) {
    return new Requester(
        namespace,
        Optional.ofNullable(source)
            .flatMap(informer -> informer.get(new ResourceID(namespace)))
            .<Labels>map(found -> new Labels.Known(labels(found)))
            .orElseGet(Labels.Unknown::new));
  }

  /**
   * Watches all of them, and has the resources looked at whose namespace's labels change; empty if
   * it may not.
   */
  Optional<EventSource<Namespace, ClientGrant>> watch(EventSourceContext<ClientGrant> context) {
    if (!readable) {
      return Optional.empty();
    }
    var informer =
        new InformerEventSource<Namespace, ClientGrant>(
            InformerEventSourceConfiguration.from(Namespace.class, ClientGrant.class)
                .withName("namespaces")
                .withWatchAllNamespaces()
                .withSecondaryToPrimaryMapper(
                    namespace -> claims.in(namespace.getMetadata().getName()))
                .withOnUpdateFilter((now, before) -> !labels(now).equals(labels(before)))
                .build(),
            context);
    source = informer;
    return Optional.of(informer);
  }

  private static Map<String, String> labels(Namespace namespace) {
    return Objects.requireNonNullElse(namespace.getMetadata().getLabels(), Map.of());
  }
}
