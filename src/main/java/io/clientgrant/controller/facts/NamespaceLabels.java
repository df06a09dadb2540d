package io.clientgrant.controller.facts;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.controller.index.ClientGrantIndex;
import io.clientgrant.grant.policy.NamespaceLabelSet;
import io.clientgrant.grant.policy.Requester;
import io.fabric8.kubernetes.api.model.Namespace;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The labels of namespaces, by which guardrails select them. They are known only where the operator
 * watches the whole cluster, because it has no right to read them otherwise.
 */
public final class NamespaceLabels {
  private final ClientGrantIndex index;
  private final boolean isReadable;
  private volatile @Nullable InformerEventSource<Namespace, ClientGrant> informer;

  /**
   * @param isReadable whether the operator may watch namespaces
   */
  public NamespaceLabels(ClientGrantIndex index, boolean isReadable) {
    this.index = index;
    this.isReadable = isReadable;
  }

  /** The namespace of a resource, as the owner of a tenant sees it. */
  Requester requester(String namespace) {
    return new Requester(
        namespace,
        Optional.ofNullable(informer)
            .flatMap(namespaces -> namespaces.get(new ResourceID(namespace)))
            .<NamespaceLabelSet>map(found -> new NamespaceLabelSet.Known(labels(found)))
            .orElseGet(NamespaceLabelSet.Unknown::new));
  }

  /**
   * The watch of all namespaces. When labels change it enqueues the ClientGrants of the namespace,
   * and all that claim the same grants. Empty if the operator may not watch namespaces.
   */
  public Optional<EventSource<Namespace, ClientGrant>> eventSource(
      EventSourceContext<ClientGrant> context) {
    if (!isReadable) {
      return Optional.empty();
    }
    var source =
        new InformerEventSource<Namespace, ClientGrant>(
            InformerEventSourceConfiguration.from(Namespace.class, ClientGrant.class)
                .withName("namespaces")
                .withWatchAllNamespaces()
                .withSecondaryToPrimaryMapper(this::concerned)
                .withOnUpdateFilter((now, before) -> !labels(now).equals(labels(before)))
                .build(),
            context);
    informer = source;
    return Optional.of(source);
  }

  private Set<ResourceID> concerned(Namespace namespace) {
    return index
        .in(namespace.getMetadata().getName())
        .flatMap(index::claimants)
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }

  private static Map<String, String> labels(Namespace namespace) {
    return Objects.requireNonNullElse(namespace.getMetadata().getLabels(), Map.of());
  }
}
