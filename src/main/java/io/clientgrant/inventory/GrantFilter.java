package io.clientgrant.inventory;

import io.clientgrant.auth0.api.ClientProfile;
import io.clientgrant.auth0.api.GrantQuery;
import io.clientgrant.grant.Field;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Value.Bool;
import io.clientgrant.grant.policy.Glob;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which grants somebody wants to see. What is null, or empty, is not asked for.
 *
 * @param client the id of a client, or a pattern for its name
 * @param audience a pattern for the API's identifier
 * @param subjectType whose access
 * @param defaultFor the kind of clients that they are the default for
 * @param anyOrganization whether any organization may use them
 * @param scopes patterns: a grant has a scope that matches one, or gives all scopes
 * @param standings who sees to them
 * @param namespaces the namespaces of ClientGrants that declare them
 */
public record GrantFilter(
    @Nullable String client,
    @Nullable String audience,
    @Nullable String subjectType,
    @Nullable String defaultFor,
    @Nullable Boolean anyOrganization,
    List<Glob> scopes,
    Set<Standing> standings,
    Set<String> namespaces) {
  /** Every grant. */
  public static final GrantFilter ALL =
      new GrantFilter(null, null, null, null, null, List.of(), Set.of(), Set.of());

  /** Copies, so that it never changes. */
  public GrantFilter {
    scopes = List.copyOf(scopes);
    standings = Set.copyOf(standings);
    namespaces = Set.copyOf(namespaces);
  }

  /** The same, of grants that stand like this. */
  public GrantFilter of(Set<Standing> others) {
    return new GrantFilter(
        client, audience, subjectType, defaultFor, anyOrganization, scopes, others, namespaces);
  }

  /** The part of it that the API can see to, so that fewer grants are read. */
  public GrantQuery query(Directory directory) {
    var clientId = client == null ? null : onlyClient(client, directory);
    var api = audience == null || audience.contains("*") ? null : audience;
    var isNarrow = clientId != null || api != null; // else the API takes no subject type
    return new GrantQuery(clientId, api, isNarrow ? subjectType : null, anyOrganization);
  }

  /** Whether a grant is one of them. */
  public boolean includes(ListedGrant listed) {
    var key = listed.grant().key();
    return (client == null || isFor(client, listed))
        && (audience == null || new Glob(audience).matches(key.audience()))
        && (subjectType == null || subjectType.equals(key.subjectType()))
        && (defaultFor == null || key.grantee().equals(new Grantee.DefaultFor(defaultFor)))
        && (anyOrganization == null
            || listed
                .grant()
                .settings()
                .effective(Field.ALLOW_ANY_ORGANIZATION)
                .equals(new Bool(anyOrganization)))
        && (scopes.isEmpty() || grantsOneOf(listed))
        && (standings.isEmpty() || standings.contains(listed.standing()))
        && (namespaces.isEmpty() || isDeclaredIn(listed));
  }

  private static boolean isFor(String client, ListedGrant listed) {
    return listed.clientId().filter(client::equals).isPresent()
        || (!listed.clientName().isEmpty() && new Glob(client).matches(listed.clientName()));
  }

  private boolean grantsOneOf(ListedGrant listed) {
    return listed.allowsAllScopes()
        || listed.scopes().stream().anyMatch(scope -> Glob.matches(scopes, scope));
  }

  private boolean isDeclaredIn(ListedGrant listed) {
    return listed.declarations().stream()
        .anyMatch(declaration -> namespaces.contains(declaration.namespace()));
  }

  /** The client that is meant; null if there may be several. */
  private static @Nullable String onlyClient(String client, Directory directory) {
    if (directory.clients().isEmpty()) {
      return client.contains("*") ? null : client;
    }
    var glob = new Glob(client);
    var meant =
        directory.clients().values().stream()
            .filter(one -> one.clientId().equals(client) || glob.matches(one.name()))
            .map(ClientProfile::clientId)
            .limit(2)
            .toList();
    return meant.size() == 1 ? meant.getFirst() : null;
  }
}
