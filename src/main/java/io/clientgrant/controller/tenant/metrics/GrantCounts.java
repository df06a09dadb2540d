package io.clientgrant.controller.tenant.metrics;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.clientgrant.inventory.Inventory;
import io.clientgrant.inventory.ListedGrant;
import io.clientgrant.inventory.Standing;
import io.clientgrant.inventory.audit.Audit;
import io.clientgrant.inventory.audit.Evidence;
import io.clientgrant.inventory.audit.Finding;
import io.clientgrant.inventory.audit.Severity;
import io.clientgrant.inventory.audit.Thresholds;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the grants of each tenant come to, for metrics: who sees to them, and what an audit finds
 * that knows nothing else of the tenant. Counted once after each resync, because looking at each
 * grant costs too much for each scrape.
 */
public final class GrantCounts {
  private final Map<ResourceID, Counts> counts = new ConcurrentHashMap<>();
  private final Map<ResourceID, Double> undeclared = new ConcurrentHashMap<>();

  private record Counts(
      Instant readAt, Map<Standing, Long> standings, Map<Severity, Long> findings) {}

  /** Whether the grants as they were read at a moment have been counted. */
  public boolean isCounted(ResourceID tenant, Instant readAt) {
    var known = counts.get(tenant);
    return known != null && known.readAt.equals(readAt);
  }

  /**
   * Counts.
   *
   * @param ownClients the clients by which the operator reaches the tenant
   * @param readAt when the grants were read
   * @param now the time, for the audit
   */
  public void count(
      ResourceID tenant, Inventory inventory, Set<String> ownClients, Instant readAt, Instant now) {
    counts.put(
        tenant,
        new Counts(
            readAt,
            inventory.grants().stream().collect(groupingBy(ListedGrant::standing, counting())),
            Audit.of(new Evidence(inventory, ownClients, null, null, Thresholds.USUAL, now))
                .findings()
                .stream()
                .collect(groupingBy(Finding::severity, counting()))));
  }

  /**
   * Takes in how many grants of its authoritative APIs nobody declares.
   *
   * @param count not a number if that is not known, or not asked
   */
  public void undeclared(ResourceID tenant, double count) {
    undeclared.put(tenant, count);
  }

  /** Forgets all other tenants. */
  void retain(Collection<ResourceID> tenants) {
    counts.keySet().retainAll(tenants);
    undeclared.keySet().retainAll(tenants);
  }

  /** The grants that stand like this; not a number before the first count. */
  double standing(ResourceID tenant, Standing standing) {
    var known = counts.get(tenant);
    return known == null ? Double.NaN : known.standings.getOrDefault(standing, 0L);
  }

  /** The findings of a severity; not a number before the first count. */
  double findings(ResourceID tenant, Severity severity) {
    var known = counts.get(tenant);
    return known == null ? Double.NaN : known.findings.getOrDefault(severity, 0L);
  }

  /** The grants of authoritative APIs that nobody declares; not a number if there are none such. */
  double undeclared(ResourceID tenant) {
    return undeclared.getOrDefault(tenant, Double.NaN);
  }
}
