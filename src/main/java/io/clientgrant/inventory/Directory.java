package io.clientgrant.inventory;

import io.clientgrant.auth0.api.ApiProfile;
import io.clientgrant.auth0.api.ClientProfile;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.Grantee;
import io.clientgrant.inventory.Gap.Part;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known about a tenant beside its grants. It is read before them, so that each grant can be
 * shown as soon as it comes.
 *
 * @param domain the tenant's domain
 * @param clients its clients, by id; none if they were not read
 * @param apis its APIs, by identifier; none if they were not read
 * @param declarations the ClientGrants in the cluster
 * @param hasCluster whether ClientGrants were read: without, nobody knows who sees to a grant
 * @param gaps what was to be read, and could not be
 */
public record Directory(
    String domain,
    Map<String, ClientProfile> clients,
    Map<String, ApiProfile> apis,
    Declarations declarations,
    boolean hasCluster,
    List<Gap> gaps) {
  /** Copies, so that it never changes. */
  public Directory {
    clients = Map.copyOf(clients);
    apis = Map.copyOf(apis);
    gaps = List.copyOf(gaps);
  }

  /** Why a part is not known; empty if it was read, or not asked for. */
  public Optional<Gap> gap(Part part) {
    return gaps.stream().filter(gap -> gap.part() == part).findFirst();
  }

  /** A grant with what is known about it. */
  public ListedGrant describe(Grant grant) {
    var declaring = declarations.of(grant.key());
    return new ListedGrant(
        grant,
        clientName(grant.key().grantee()),
        hasCluster || grant.system() ? Standing.of(grant, declaring) : Standing.UNKNOWN,
        declaring);
  }

  private String clientName(Grantee grantee) {
    return grantee instanceof Grantee.Client(var id)
        ? Optional.ofNullable(clients.get(id)).map(ClientProfile::name).orElse("")
        : "";
  }
}
