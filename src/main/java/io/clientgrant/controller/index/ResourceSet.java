package io.clientgrant.controller.index;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Resources that no informer follows, behind the interface of one; for one thread.
 *
 * @param <R> what is in it
 */
public final class ResourceSet<R extends HasMetadata> implements IndexerResourceCache<R> {
  private final Map<ResourceID, R> resources = new HashMap<>();
  private final Map<String, Function<R, List<String>>> indexers = new HashMap<>();

  /** Adds a resource, or puts it in place of the one of its name. */
  public void put(R resource) {
    resources.put(ResourceID.fromResource(resource), resource);
    indexers.values().forEach(keys -> show(resource, keys));
  }

  @Override
  public void addIndexers(Map<String, Function<R, List<String>>> more) {
    indexers.putAll(more);
    more.values().forEach(keys -> resources.values().forEach(resource -> show(resource, keys)));
  }

  /** As an informer does, so that an index function sees each version of a resource. */
  private static <R> void show(R resource, Function<R, List<String>> keys) {
    var _ = keys.apply(resource);
  }

  @Override
  public List<R> byIndex(String indexName, String indexKey) {
    var keys = indexers.getOrDefault(indexName, _ -> List.of());
    return list(resource -> keys.apply(resource).contains(indexKey)).toList();
  }

  @Override
  public Optional<R> get(ResourceID id) {
    return Optional.ofNullable(resources.get(id));
  }

  @Override
  public Stream<ResourceID> keys() {
    return resources.keySet().stream();
  }

  @Override
  public Stream<R> list(Predicate<R> predicate) {
    return resources.values().stream().filter(predicate);
  }

  @Override
  public Stream<R> list(String namespace, Predicate<R> predicate) {
    return list(predicate.and(resource -> resource.getMetadata().getNamespace().equals(namespace)));
  }
}
