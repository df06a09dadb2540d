package io.clientgrant.controller.facts;

import io.clientgrant.api.GrantResource;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The labels of namespaces, by which guardrails select them. They are known only where the operator
 * watches the whole cluster, because it has no right to read them otherwise.
 */
public final class NamespaceLabels {
  private final ClientGrantIndex index;
  private final boolean isReadable;
  private final Map<Class<? extends GrantResource>, InformerEventSource<Namespace, ?>> informers =
      new ConcurrentHashMap<>();

  /**
   * @param isReadable whether the operator may watch namespaces
   */
  public NamespaceLabels(ClientGrantIndex index, boolean isReadable) {
    this.index = index;
    this.isReadable = isReadable;
  }

  /**
   * The namespace of a resource, as the owner of a tenant sees it. Its labels are those of the
   * informer that enqueues resources of its kind: another may not have seen a change yet, and would
   * not enqueue it later.
   */
  public Requester requester(GrantResource resource) {
    var namespace = resource.getMetadata().getNamespace();
    return new Requester(
        namespace,
        Optional.ofNullable(informers.get(resource.getClass()))
            .flatMap(namespaces -> namespaces.get(new ResourceID(namespace)))
            .<NamespaceLabelSet>map(found -> new NamespaceLabelSet.Known(labels(found)))
            .orElseGet(NamespaceLabelSet.Unknown::new));
  }

  /**
   * A watch of all namespaces. When labels change it enqueues the resources of a kind that are in
   * the namespace, and all that claim the same grants. Empty if the operator may not watch
   * namespaces.
   */
  public <R extends GrantResource> Optional<EventSource<Namespace, R>> eventSource(
      Class<R> kind, EventSourceContext<R> context) {
    if (!isReadable) {
      return Optional.empty();
    }
    var source =
        new InformerEventSource<Namespace, R>(
            InformerEventSourceConfiguration.from(Namespace.class, kind)
                .withName("namespaces")
                .withWatchAllNamespaces()
                .withSecondaryToPrimaryMapper(namespace -> concerned(kind, namespace))
                .withOnUpdateFilter((now, before) -> !labels(now).equals(labels(before)))
                .build(),
            context);
    informers.put(kind, source);
    return Optional.of(source);
  }

  private Set<ResourceID> concerned(Class<? extends GrantResource> kind, Namespace namespace) {
    return index
        .in(namespace.getMetadata().getName())
        .flatMap(index::claimants)
        .filter(kind::isInstance)
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }

  private static Map<String, String> labels(Namespace namespace) {
    return Objects.requireNonNullElse(namespace.getMetadata().getLabels(), Map.of());
  }
}
