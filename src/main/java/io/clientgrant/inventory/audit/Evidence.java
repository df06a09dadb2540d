package io.clientgrant.inventory.audit;

import io.clientgrant.auth0.api.ApiProfile;
import io.clientgrant.auth0.api.ClientProfile;
import io.clientgrant.auth0.api.Organization;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.policy.SystemApis;
import io.clientgrant.inventory.Directory;
import io.clientgrant.inventory.Inventory;
import io.clientgrant.inventory.ListedGrant;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an audit judges.
 *
 * @param inventory every grant of the tenant, and what else could be read
 * @param ownClients the clients by which the operator and this program reach the tenant
 * @param tokens what the tenant's log tells; null if it was not read
 * @param organizations the grants that each organization may use; null if that was not read
 * @param thresholds where "too much" begins
 * @param now when it was read
 */
public record Evidence(
    Inventory inventory,
    Set<String> ownClients,
    @Nullable TokenLog tokens,
    @Nullable Map<Organization, List<ListedGrant>> organizations,
    Thresholds thresholds,
    Instant now) {
  /** Copies, so that it never changes. */
  public Evidence {
    ownClients = Set.copyOf(ownClients);
    organizations = organizations == null ? null : Map.copyOf(organizations);
  }

  /** What is known beside the grants. */
  Directory directory() {
    return inventory.directory();
  }

  /** The grants that somebody could change: all but those that Auth0 made for itself. */
  Stream<ListedGrant> grants() {
    return inventory.grants().stream().filter(listed -> !listed.grant().system());
  }

  /** Those of them on the Management API. */
  Stream<ListedGrant> managementGrants() {
    return grants()
        .filter(listed ->
            SystemApis.isManagement(directory().domain(), listed.grant().key().audience()));
  }

  /** Those of them that let clients act for themselves, and not for a user. */
  Stream<ListedGrant> machineGrants() {
    return grants().filter(listed -> isFor(GrantKey.DEFAULT_SUBJECT_TYPE, listed));
  }

  /** Those of them for access as a user. */
  Stream<ListedGrant> userGrants() {
    return grants().filter(listed -> isFor("user", listed));
  }

  private static boolean isFor(String subjectType, ListedGrant listed) {
    return listed.grant().key().subjectType().equals(subjectType);
  }

  /** The client of a grant; empty if it is for no single one, or is not known. */
  Optional<ClientProfile> client(ListedGrant listed) {
    return listed.clientId().flatMap(id -> Optional.ofNullable(directory().clients().get(id)));
  }

  /** The API of a grant; empty if it is not known. */
  Optional<ApiProfile> api(ListedGrant listed) {
    return Optional.ofNullable(directory().apis().get(listed.grant().key().audience()));
  }

  /** Whether a grant is that of the operator, or of this program. */
  boolean isOwn(ListedGrant listed) {
    return listed.clientId().filter(ownClients::contains).isPresent();
  }
}
