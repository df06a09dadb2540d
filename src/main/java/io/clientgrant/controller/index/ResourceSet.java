package io.clientgrant.controller.index;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Resources that no informer follows, with the indexes of an informer; for one thread.
 *
 * @param <R> what is in it
 */
public final class ResourceSet<R extends HasMetadata> implements IndexerResourceCache<R> {
  private final Map<ResourceID, R> resources = new HashMap<>();
  private final Map<String, Function<R, List<String>>> indexers = new HashMap<>();
  private final Map<String, Map<String, Map<ResourceID, R>>> indexes = new HashMap<>();
  private final Map<ResourceID, List<Map<ResourceID, R>>> places = new HashMap<>();

  /** Adds a resource, or puts it in place of the one of its name. */
  public void put(R resource) {
    var id = ResourceID.fromResource(resource);
    resources.put(id, resource);
    places.getOrDefault(id, List.of()).forEach(place -> place.remove(id));
    places.remove(id);
    indexers.forEach((name, keys) -> index(name, keys, resource));
  }

  private void index(String name, Function<R, List<String>> keys, R resource) {
    var index = indexes.computeIfAbsent(name, _ -> new HashMap<>());
    var id = ResourceID.fromResource(resource);
    for (var key : keys.apply(resource)) {
      var place = index.computeIfAbsent(key, _ -> new LinkedHashMap<>());
      place.put(id, resource);
      places.computeIfAbsent(id, _ -> new ArrayList<>()).add(place);
    }
  }

  @Override
  public void addIndexers(Map<String, Function<R, List<String>>> more) {
    indexers.putAll(more);
    more.forEach(
        (name, keys) -> resources.values().forEach(resource -> index(name, keys, resource)));
  }

  @Override
  public List<R> byIndex(String indexName, String indexKey) {
    return List.copyOf(
        indexes.getOrDefault(indexName, Map.of()).getOrDefault(indexKey, Map.of()).values());
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
