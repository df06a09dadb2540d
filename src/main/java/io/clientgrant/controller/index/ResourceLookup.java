package io.clientgrant.controller.index;

import io.clientgrant.api.GrantResource;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Finds resources by a value that they have, and misses none while it changes. An index of Fabric8
 * misses some: at each update it takes out the old version of a resource before it puts in the new
 * one. A grant could be deleted because its successor was not found at that moment.
 *
 * <p>Here an entry is added with each version of a resource. It goes when the resource, as it is
 * now, no longer has the value.
 */
final class ResourceLookup {
  private final Function<GrantResource, List<String>> values;
  private final Function<Entry, Optional<? extends GrantResource>> reader;
  private final ConcurrentMap<String, Set<Entry>> entries = new ConcurrentHashMap<>();

  /**
   * @param values the values that a resource has
   * @param reader reads a resource as it is now
   */
  ResourceLookup(
      Function<GrantResource, List<String>> values,
      Function<Entry, Optional<? extends GrantResource>> reader) {
    this.values = values;
    this.reader = reader;
  }

  /** Tells one resource from all others. */
  record Entry(Class<? extends GrantResource> kind, ResourceID id) {
    static Entry of(GrantResource resource) {
      return new Entry(resource.getClass(), ResourceID.fromResource(resource));
    }
  }

  /**
   * Adds a version of a resource. An informer calls this as an index function, once it has stored
   * the version.
   *
   * @return nothing, so that the informer's own index stays empty
   */
  List<String> add(GrantResource resource) {
    var entry = Entry.of(resource);
    for (var value : values.apply(resource)) {
      var _ =
          entries.compute(
              value,
              (_, before) -> {
                var set = before == null ? ConcurrentHashMap.<Entry>newKeySet() : before;
                set.add(entry);
                return set;
              });
    }
    return List.of();
  }

  /** A version of a resource is no longer there. */
  void remove(GrantResource resource) {
    values.apply(resource).forEach(value -> removeIfGone(value, Entry.of(resource)));
  }

  /** The resources that have a value. */
  Stream<GrantResource> find(String value) {
    return entries.getOrDefault(value, Set.of()).stream()
        .flatMap(entry -> current(value, entry).stream());
  }

  private Optional<? extends GrantResource> current(String value, Entry entry) {
    return reader.apply(entry).filter(resource -> values.apply(resource).contains(value));
  }

  /** Looks once more while nobody can add the entry, so that no newer version is lost. */
  private void removeIfGone(String value, Entry entry) {
    var _ =
        entries.computeIfPresent(
            value,
            (_, set) -> {
              if (current(value, entry).isEmpty()) {
                set.remove(entry);
              }
              return set.isEmpty() ? null : set;
            });
  }
}
