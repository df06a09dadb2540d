package io.clientgrant.grant;

import io.clientgrant.grant.Value.Names;
import io.clientgrant.grant.Value.Word;
import java.util.List;
import java.util.Set;

/**
 * A tenant owner's rule about who may grant what. It allows a grant as a whole or not at all; what
 * it does not list it does not allow, apart from Auth0's defaults, which are the narrowest there
 * are.
 *
 * @param reach the namespaces that it is for
 * @param clientIds the clients
 * @param defaultFor the kinds of clients that may have a grant by default
 * @param audiences the APIs; Auth0's own only literally
 * @param scopes the scopes; all scopes at once only by {@code *}
 * @param subjectTypes whose access it may be
 * @param organizationUsage how organizations may be used
 * @param anyOrganization whether any organization may be used
 * @param authorizationDetailsTypes the rich authorization types
 * @param adoption how far grants that already exist may be taken over
 * @param deletion how far grants may be deleted
 */
public record Guardrail(
    Reach reach,
    List<Pattern> clientIds,
    Set<String> defaultFor,
    List<Pattern> audiences,
    List<Pattern> scopes,
    Set<String> subjectTypes,
    Set<String> organizationUsage,
    boolean anyOrganization,
    List<Pattern> authorizationDetailsTypes,
    AdoptionPolicy adoption,
    DeletionPolicy deletion) {

  /** Copies, so that it never changes. */
  public Guardrail {
    clientIds = List.copyOf(clientIds);
    defaultFor = Set.copyOf(defaultFor);
    audiences = List.copyOf(audiences);
    scopes = List.copyOf(scopes);
    subjectTypes = Set.copyOf(subjectTypes);
    organizationUsage = Set.copyOf(organizationUsage);
    authorizationDetailsTypes = List.copyOf(authorizationDetailsTypes);
  }

  /** Whether it is about a key, whatever is granted under it. */
  boolean covers(GrantKey key) {
    return allows(key.grantee())
        && subjectTypes.contains(key.subjectType())
        && (SystemApis.includes(key.domain(), key.audience())
            ? audiences.stream().anyMatch(pattern -> pattern.isLiterally(key.audience()))
            : Pattern.matches(audiences, key.audience()));
  }

  /** Whether it allows what a grant under such a key would be. */
  boolean allows(Settings settings) {
    return settings.values().entrySet().stream()
        .filter(set -> !set.getValue().equals(set.getKey().byDefault()))
        .allMatch(set -> allows(set.getKey(), set.getValue()));
  }

  private boolean allows(Grantee grantee) {
    return switch (grantee) {
      case Grantee.Client(var id) -> Pattern.matches(clientIds, id);
      case Grantee.DefaultFor(var kind) -> defaultFor.contains(kind);
    };
  }

  private boolean allows(Field field, Value value) {
    return switch (field) {
      case SCOPE -> allNamed(value, scopes);
      case ALLOW_ALL_SCOPES -> scopes.stream().anyMatch(Pattern::isEverything);
      case ORGANIZATION_USAGE ->
          value instanceof Word(var word) && organizationUsage.contains(word);
      case ALLOW_ANY_ORGANIZATION -> anyOrganization;
      case AUTHORIZATION_DETAILS_TYPES -> allNamed(value, authorizationDetailsTypes);
    };
  }

  private static boolean allNamed(Value value, List<Pattern> patterns) {
    return value instanceof Names(var names)
        && names.stream().allMatch(name -> Pattern.matches(patterns, name));
  }
}
