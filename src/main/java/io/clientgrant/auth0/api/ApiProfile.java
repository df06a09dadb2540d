package io.clientgrant.auth0.api;

import com.auth0.client.mgmt.types.ResourceServer;
import com.auth0.client.mgmt.types.ResourceServerScope;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An API, as far as grants on it are concerned. What is null was not shown.
 *
 * @param identifier the audience of its tokens
 * @param name what people call it
 * @param scopes the scopes that it declares; Auth0's own APIs take more than they show
 * @param system whether it is one of Auth0's own
 * @param tokenLifetime how long its tokens live, in seconds
 * @param userPolicy which clients get tokens for users, such as {@code require_client_grant}
 * @param clientPolicy which clients get tokens for themselves
 */
public record ApiProfile(
    String identifier,
    String name,
    Set<String> scopes,
    boolean system,
    @Nullable Integer tokenLifetime,
    @Nullable String userPolicy,
    @Nullable String clientPolicy) {
  /** Copies, so that it never changes. */
  public ApiProfile {
    scopes = Set.copyOf(scopes);
  }

  /** Which of these scopes it does not declare; none are known of Auth0's own APIs. */
  public SortedSet<String> undeclared(Collection<String> some) {
    var undeclared = new TreeSet<String>();
    if (!system) {
      undeclared.addAll(some);
      undeclared.removeAll(scopes);
    }
    return undeclared;
  }

  /** Reads an API; empty if it has no identifier. */
  static Optional<ApiProfile> read(ResourceServer api) {
    var policies = api.getSubjectTypeAuthorization();
    return api.getIdentifier()
        .map(identifier ->
            new ApiProfile(
                identifier,
                api.getName().orElse(""),
                api.getScopes().stream()
                    .flatMap(scopes -> scopes.stream().map(ResourceServerScope::getValue))
                    .collect(Collectors.toUnmodifiableSet()),
                api.getIsSystem().orElse(false),
                api.getTokenLifetime().orElse(null),
                policies
                    .flatMap(types -> types.getUser())
                    .flatMap(user -> user.getPolicy())
                    .map(Object::toString)
                    .orElse(null),
                policies
                    .flatMap(types -> types.getClient())
                    .flatMap(client -> client.getPolicy())
                    .map(Object::toString)
                    .orElse(null)));
  }
}
