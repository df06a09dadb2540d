package io.clientgrant.grant.policy;

import io.clientgrant.grant.Field;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.Value;
import io.clientgrant.grant.Value.StringSet;
import io.clientgrant.grant.Value.Text;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/**
 * A tenant owner's rule about who may grant what. It allows a grant as a whole or not at all; what
 * it does not list it does not allow, apart from Auth0's defaults, which are the narrowest there
 * are.
 *
 * @param namespaces the namespaces that it is for
 * @param clientIds the clients
 * @param defaultFor the kinds of clients that may have a grant by default
 * @param audiences the APIs; Auth0's own only literally
 * @param scopes the scopes; all scopes at once only by {@code *}
 * @param subjectTypes whose access it may be
 * @param organizationUsage how organizations may be used
 * @param anyOrganization whether any organization may be used
 * @param authorizationDetailsTypes the rich authorization types
 * @param organizations the organizations that grants may be associated with, by id or by name
 * @param adoption how far grants that already exist may be taken over
 * @param deletion how far grants may be deleted
 * @param maxLifetime how long after the creation of its resource a grant must end
 */
public record Guardrail(
    NamespaceScope namespaces,
    List<Glob> clientIds,
    Set<String> defaultFor,
    List<Glob> audiences,
    List<Glob> scopes,
    Set<String> subjectTypes,
    Set<String> organizationUsage,
    boolean anyOrganization,
    List<Glob> authorizationDetailsTypes,
    List<Glob> organizations,
    AdoptionPolicy adoption,
    DeletionPolicy deletion,
    Duration maxLifetime) {

  /** The lifetime of a grant that need not end. */
  public static final Duration ENDLESS = ChronoUnit.FOREVER.getDuration();

  /** Copies, so that it never changes. */
  public Guardrail {
    clientIds = List.copyOf(clientIds);
    defaultFor = Set.copyOf(defaultFor);
    audiences = List.copyOf(audiences);
    scopes = List.copyOf(scopes);
    subjectTypes = Set.copyOf(subjectTypes);
    organizationUsage = Set.copyOf(organizationUsage);
    authorizationDetailsTypes = List.copyOf(authorizationDetailsTypes);
    organizations = List.copyOf(organizations);
  }

  /** Whether it is about a key, whatever is granted under it. */
  boolean covers(GrantKey key) {
    return allows(key.grantee())
        && subjectTypes.contains(key.subjectType())
        && SystemApis.isAbout(audiences, key);
  }

  /**
   * Whether it allows the use for an organization, if a key is about one.
   *
   * @param organization what the tenant calls the organization; empty if that is not known
   */
  boolean allowsOrganization(GrantKey key, String organization) {
    return key.organizationId()
        .filter(id ->
            !Glob.matches(organizations, id)
                && (organization.isEmpty() || !Glob.matches(organizations, organization)))
        .isEmpty();
  }

  /** Whether it allows what a grant under such a key would be. */
  boolean allows(Settings settings) {
    return settings.values().entrySet().stream()
        .filter(set -> !set.getValue().equals(set.getKey().byDefault()))
        .allMatch(set -> allows(set.getKey(), set.getValue()));
  }

  /** Whether a grant may live for so long. */
  boolean allows(Duration lifetime) {
    return lifetime.compareTo(maxLifetime) <= 0;
  }

  private boolean allows(Grantee grantee) {
    return switch (grantee) {
      case Grantee.Client(var id) -> Glob.matches(clientIds, id);
      case Grantee.DefaultFor(var kind) -> defaultFor.contains(kind);
      case Grantee.ForOrganization(var client, _) -> allows(client);
    };
  }

  private boolean allows(Field field, Value value) {
    return switch (field) {
      case SCOPE -> allNamed(value, scopes);
      case ALLOW_ALL_SCOPES -> scopes.stream().anyMatch(Glob::isEverything);
      case ORGANIZATION_USAGE ->
          value instanceof Text(var word) && organizationUsage.contains(word);
      case ALLOW_ANY_ORGANIZATION -> anyOrganization;
      case AUTHORIZATION_DETAILS_TYPES -> allNamed(value, authorizationDetailsTypes);
    };
  }

  private static boolean allNamed(Value value, List<Glob> patterns) {
    return value instanceof StringSet(var names)
        && names.stream().allMatch(name -> Glob.matches(patterns, name));
  }
}
