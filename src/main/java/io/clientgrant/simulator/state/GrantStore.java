package io.clientgrant.simulator.state;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The grants in the byte order of their ids, with an index for each filter and for uniqueness. The
 * cost of a page depends on the size of the page, not of the tenant. Not thread-safe: the tenant's
 * lock protects it.
 */
final class GrantStore {
  private final NavigableMap<String, StoredGrant> byId = new TreeMap<>();
  private final Map<StoredGrant.Key, String> idByKey = new HashMap<>();
  private final Map<String, NavigableMap<String, StoredGrant>> byAudience = new HashMap<>();
  private final Map<String, NavigableMap<String, StoredGrant>> byClient = new HashMap<>();

  Optional<StoredGrant> get(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  Optional<StoredGrant> get(StoredGrant.Key key) {
    return Optional.ofNullable(idByKey.get(key)).flatMap(this::get);
  }

  Collection<StoredGrant> all() {
    return byId.values();
  }

  void put(StoredGrant grant) {
    remove(grant.id());
    byId.put(grant.id(), grant);
    idByKey.put(grant.key(), grant.id());
    byAudience.computeIfAbsent(grant.audience(), _ -> new TreeMap<>()).put(grant.id(), grant);
    grant
        .clientId()
        .ifPresent(c -> byClient.computeIfAbsent(c, _ -> new TreeMap<>()).put(grant.id(), grant));
  }

  boolean remove(String id) {
    var grant = byId.remove(id);
    if (grant == null) {
      return false;
    }
    idByKey.remove(grant.key());
    drop(byAudience, grant.audience(), id);
    grant.clientId().ifPresent(c -> drop(byClient, c, id));
    return true;
  }

  int count(GrantFilter filter) {
    return filter.isAll()
        ? byId.size()
        : (int) narrowest(filter).values().stream().filter(filter::matches).count();
  }

  /** The matching grants from an offset on, as a lazy stream. */
  Stream<StoredGrant> from(GrantFilter filter, int offset) {
    return narrowest(filter).values().stream().filter(filter::matches).skip(offset);
  }

  /** The matching grants after an id, as a lazy stream. The id itself need not exist any more. */
  Stream<StoredGrant> after(GrantFilter filter, String id) {
    var rest = narrowest(filter).tailMap(id, false).values().iterator();
    // Not values().stream(): it asks the sub-map for its size, and that counts all entries.
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(rest, Spliterator.ORDERED), false)
        .filter(filter::matches);
  }

  List<StoredGrant> ofClient(String clientId) {
    return List.copyOf(byClient.getOrDefault(clientId, new TreeMap<>()).values());
  }

  List<StoredGrant> ofAudience(String audience) {
    return List.copyOf(byAudience.getOrDefault(audience, new TreeMap<>()).values());
  }

  private NavigableMap<String, StoredGrant> narrowest(GrantFilter filter) {
    var candidates =
        Stream.of(
            filter.clientId().map(c -> byClient.getOrDefault(c, new TreeMap<>())),
            filter.audience().map(a -> byAudience.getOrDefault(a, new TreeMap<>())));
    return candidates
        .flatMap(Optional::stream)
        .min((a, b) -> Integer.compare(a.size(), b.size()))
        .orElse(byId);
  }

  private static void drop(
      Map<String, NavigableMap<String, StoredGrant>> index, String value, String id) {
    index.computeIfPresent(
        value,
        (_, grants) -> {
          grants.remove(id);
          return grants.isEmpty() ? null : grants;
        });
  }
}
