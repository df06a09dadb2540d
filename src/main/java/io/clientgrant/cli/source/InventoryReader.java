package io.clientgrant.cli.source;

import io.clientgrant.auth0.api.ApiProfile;
import io.clientgrant.auth0.api.ClientProfile;
import io.clientgrant.auth0.failure.Failure.Forbidden;
import io.clientgrant.auth0.failure.Failure.MissingScopes;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.inventory.Declarations;
import io.clientgrant.inventory.Directory;
import io.clientgrant.inventory.Gap;
import io.clientgrant.inventory.Gap.Part;
import io.clientgrant.inventory.GrantFilter;
import io.clientgrant.inventory.Inventory;
import io.clientgrant.inventory.ListedGrant;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads what a tenant holds. What is needed to show a grant is read first, so that the grants can
 * be shown while they are read. What the credential may not read is a gap, and no failure.
 */
public final class InventoryReader {
  private static final int FORBIDDEN = 403;

  private final Source source;

  public InventoryReader(Source source) {
    this.source = source;
  }

  /**
   * Reads what is to be known beside the grants: a call for each hundred clients, and for each
   * fifty APIs.
   *
   * @param parts what of it; ClientGrants are read if there is a cluster
   */
  public Directory directory(Set<Part> parts) {
    var gaps = new ArrayList<Gap>();
    Map<String, ClientProfile> clients =
        parts.contains(Part.CLIENT_NAMES) || parts.contains(Part.CLIENT_DETAILS)
            ? read(
                source.reader().clients(),
                ClientProfile::clientId,
                Part.CLIENT_NAMES,
                "read:client_summary",
                gaps)
            : Map.of();
    if (parts.contains(Part.CLIENT_DETAILS)
        && clients.values().stream().noneMatch(client -> client.firstParty() != null)) {
      gaps.add(gap(Part.CLIENT_DETAILS, "read:clients"));
    }
    Map<String, ApiProfile> apis =
        parts.contains(Part.APIS)
            ? read(
                source.reader().apis(),
                ApiProfile::identifier,
                Part.APIS,
                "read:resource_servers",
                gaps)
            : Map.of();
    var hasCluster = source.cluster() != null && parts.contains(Part.CLIENT_GRANTS);
    var declarations = hasCluster ? declarations(gaps) : Declarations.NONE;
    return new Directory(
        source.domain(),
        clients,
        apis,
        declarations,
        hasCluster && gaps.stream().noneMatch(gap -> gap.part() == Part.CLIENT_GRANTS),
        gaps);
  }

  /** The grants that a filter includes, page by page; a call for each hundred. */
  public void forEachPage(
      Directory directory, GrantFilter filter, Consumer<List<ListedGrant>> look) {
    var read = 0;
    var pages = source.reader().grants(filter.query(directory));
    while (pages.hasNext()) {
      var page = pages.next();
      read += page.size();
      source.progress().read(read, "grants");
      look.accept(page.stream().map(directory::describe).filter(filter::includes).toList());
    }
    source.progress().clear();
  }

  /** The grants that a filter includes, with the directory that they are described by. */
  public Inventory inventory(Directory directory, GrantFilter filter) {
    var grants = new ArrayList<ListedGrant>();
    forEachPage(directory, filter, grants::addAll);
    return new Inventory(directory, grants);
  }

  private <T> Map<String, T> read(
      Iterator<List<T>> pages, Function<T, String> id, Part part, String scope, List<Gap> gaps) {
    var found = new HashMap<String, T>();
    try {
      while (pages.hasNext()) {
        pages.next().forEach(one -> found.put(id.apply(one), one));
        source.progress().read(found.size(), part == Part.APIS ? "APIs" : "clients");
      }
      return found;
    } catch (TenantException e) {
      if (e.failure() instanceof MissingScopes || e.failure() instanceof Forbidden) {
        gaps.add(gap(part, scope));
        return Map.of();
      }
      throw e;
    }
  }

  private static Gap gap(Part part, String scope) {
    return new Gap(
        part, scope, "The credential may not read %s: it lacks %s.".formatted(part, scope));
  }

  private Declarations declarations(List<Gap> gaps) {
    var cluster = source.cluster();
    try {
      return cluster == null ? Declarations.NONE : cluster.declarations(source.domain());
    } catch (KubernetesClientException e) {
      if (e.getCode() != FORBIDDEN) {
        throw e;
      }
      gaps.add(
          new Gap(
              Part.CLIENT_GRANTS,
              "",
              "The ClientGrants of this cluster may not be read. Say which namespaces with"
                  + " WATCH_NAMESPACES."));
      return Declarations.NONE;
    }
  }
}
