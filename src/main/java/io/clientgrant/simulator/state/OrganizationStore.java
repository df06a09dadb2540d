package io.clientgrant.simulator.state;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The organizations, sorted by id, and their associations with grants. Not thread-safe: the
 * tenant's lock protects it.
 */
final class OrganizationStore {
  private final SortedMap<String, Organization> byId = new TreeMap<>();
  private final Map<String, NavigableSet<String>> grantsByOrganization = new HashMap<>();
  private final Map<String, NavigableSet<String>> organizationsByGrant = new HashMap<>();

  Collection<Organization> all() {
    return byId.values();
  }

  Optional<Organization> get(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  Optional<Organization> named(String name) {
    return byId.values().stream().filter(o -> o.name().equals(name)).findFirst();
  }

  boolean put(Organization organization) {
    named(organization.name())
        .filter(other -> !other.id().equals(organization.id()))
        .ifPresent(other -> {
          throw new IllegalArgumentException(
              "organization %s: organization %s has this name already"
                  .formatted(organization.id(), other.id()));
        });
    return byId.put(organization.id(), organization) == null;
  }

  boolean remove(String id) {
    var grants = grantsByOrganization.remove(id);
    if (grants != null) {
      grants.forEach(grant -> organizationIds(grant).remove(id));
    }
    return byId.remove(id) != null;
  }

  boolean associate(String id, String grantId) {
    organizationsByGrant.computeIfAbsent(grantId, _ -> new TreeSet<>()).add(id);
    return grantsByOrganization.computeIfAbsent(id, _ -> new TreeSet<>()).add(grantId);
  }

  boolean dissociate(String id, String grantId) {
    organizationIds(grantId).remove(id);
    return grantIds(id).remove(grantId);
  }

  void dissociate(String grantId) {
    var organizations = organizationsByGrant.remove(grantId);
    if (organizations != null) {
      organizations.forEach(id -> grantIds(id).remove(grantId));
    }
  }

  NavigableSet<String> grantIds(String id) {
    return grantsByOrganization.getOrDefault(id, new TreeSet<>());
  }

  List<Organization> ofGrant(String grantId) {
    return organizationIds(grantId).stream().flatMap(id -> get(id).stream()).toList();
  }

  private NavigableSet<String> organizationIds(String grantId) {
    return organizationsByGrant.getOrDefault(grantId, new TreeSet<>());
  }
}
