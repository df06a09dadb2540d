package io.clientgrant.simulator.state;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The associations of grants with organizations. Not thread-safe: the tenant's lock protects it.
 */
final class Associations {
  private final Map<String, NavigableSet<String>> grantsByOrganization = new HashMap<>();
  private final Map<String, NavigableSet<String>> organizationsByGrant = new HashMap<>();

  boolean add(String organizationId, String grantId) {
    organizationsByGrant.computeIfAbsent(grantId, _ -> new TreeSet<>()).add(organizationId);
    return grantsByOrganization.computeIfAbsent(organizationId, _ -> new TreeSet<>()).add(grantId);
  }

  boolean remove(String organizationId, String grantId) {
    organizations(grantId).remove(organizationId);
    return grants(organizationId).remove(grantId);
  }

  void removeGrant(String grantId) {
    var organizations = organizationsByGrant.remove(grantId);
    if (organizations != null) {
      organizations.forEach(o -> grants(o).remove(grantId));
    }
  }

  void removeOrganization(String organizationId) {
    var grants = grantsByOrganization.remove(organizationId);
    if (grants != null) {
      grants.forEach(g -> organizations(g).remove(organizationId));
    }
  }

  NavigableSet<String> grants(String organizationId) {
    return grantsByOrganization.getOrDefault(organizationId, new TreeSet<>());
  }

  NavigableSet<String> organizations(String grantId) {
    return organizationsByGrant.getOrDefault(grantId, new TreeSet<>());
  }
}
