package io.clientgrant.grant.policy;

import io.clientgrant.grant.Change;
import io.clientgrant.grant.Field;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Why the operator does not do what a resource asks for. Only a person can change it.
 *
 * @param reason one CamelCase word, for machines
 * @param message a sentence that says what to do, for people
 */
public record Refusal(String reason, String message) {
  private static final int LONGEST_LIST = 300;

  public static Refusal systemGrant(Grant grant) {
    return new Refusal(
        "SystemGrant",
        "Auth0 made grant %s for itself and nobody may change it. Delete this resource."
            .formatted(grant.id()));
  }

  static Refusal systemApi(String audience) {
    return new Refusal(
        "SystemApi",
        "%s is one of Auth0's own APIs. They are closed, unless a guardrail of the tenant lists them in full."
            .formatted(audience));
  }

  static Refusal ownClient(Grantee grantee) {
    return new Refusal(
        "OwnClient",
        "The operator uses %s itself, and its grants are never touched. Delete this resource."
            .formatted(grantee));
  }

  static Refusal otherNamespace(String tenantNamespace) {
    return new Refusal(
        "NotAllowed",
        "The tenant has no guardrails and so serves only namespace %s. Create this resource there, or ask its owner for a guardrail."
            .formatted(tenantNamespace));
  }

  static Refusal noRules(Requester requester) {
    return new Refusal(
        "NotAllowed",
        "The tenant's owner allows namespace %s nothing. Ask for a guardrail."
            .formatted(requester.namespace()));
  }

  static Refusal noOrganizations(Requester requester) {
    return new Refusal(
        "NotAllowed",
        "The tenant's owner allows namespace %s no organization. Ask for a guardrail with organizations."
            .formatted(requester.namespace()));
  }

  static Refusal noRule(Requester requester, GrantKey key, Settings settings) {
    return new Refusal(
        "NotAllowed",
        "The tenant's owner does not allow this. Ask for a guardrail that allows namespace %s all of: %s.%s"
            .formatted(
                requester.namespace(),
                rule(key, settings),
                SystemApis.includes(key.domain(), key.audience())
                    ? " This is one of Auth0's own APIs, which must be listed in full, without *."
                    : ""));
  }

  /**
   * A resource may not have the association of a grant that only another namespace's ClientGrant
   * names: what that is about is not told.
   *
   * @param clientGrant the ClientGrant, as the resource refers to it
   */
  public static Refusal noRuleForReference(
      Requester requester, String clientGrant, String organization) {
    return new Refusal(
        "NotAllowed",
        "The tenant's owner does not allow this. Ask for a guardrail that allows namespace %s the client and the API of %s, and all of: organizations [%s]."
            .formatted(requester.namespace(), clientGrant, organization));
  }

  static Refusal livesTooLong(Duration longest) {
    return new Refusal(
        "NotAllowed",
        ("The tenant's owner allows this only with an end date. Set spec.expiresAt to at most %s"
                + " after the creation of this ClientGrant; for longer access, create a new one.")
            .formatted(longest.toString().substring("PT".length()).toLowerCase(Locale.ROOT)));
  }

  public static Refusal heldByAnother(GrantKey key, String holder) {
    return new Refusal(
        "HeldByAnother",
        "%s %s holds %s for %s. Delete one of the two; this one takes over when that one goes."
            .formatted(
                key.isForOrganization() ? "OrganizationClientGrant" : "ClientGrant",
                holder,
                noun(key),
                key));
  }

  /** A client grant that is for no organization cannot be used for one. */
  public static Refusal organizationsDenied(Grant grant) {
    return new Refusal(
        "OrganizationsDenied",
        "Grant %s has organizationUsage deny, so it cannot be used for an organization. Set it to allow or require."
            .formatted(grant.id()));
  }

  /** A resource asks for another grant than the one that it holds. */
  public static Refusal anotherGrant(GrantKey held, GrantKey asked) {
    return new Refusal(
        "AnotherGrant",
        "This holds the association for %s, and now asks for one for %s. Delete this resource, and create it anew."
            .formatted(held, asked));
  }

  private static String noun(GrantKey key) {
    return key.isForOrganization() ? "the association" : "the grant";
  }

  public static Refusal neverAdopted(Grant grant) {
    return new Refusal(
        "GrantExists",
        ("%s already exists for %s, and adoptionPolicy, or what the tenant's owner allows of it,"
                + " is Never. Delete it at the tenant, or have its adoption allowed.")
            .formatted(grant.title(), grant.key()));
  }

  public static Refusal notIdentical(Grant grant, List<Change> changes) {
    return new Refusal(
        "GrantExists",
        ("Grant %s already exists for %s and differs (%s). Make the spec equal to it, or set"
                + " adoptionPolicy: Always, which the tenant's owner must allow, to have it changed.")
            .formatted(grant.id(), grant.key(), Change.toString(changes)));
  }

  public static Refusal adoptedAsItIs(Grant grant, List<Change> changes) {
    return new Refusal(
        "AdoptedAsItIs",
        ("Grant %s was there before this resource, and differs (%s). The tenant's owner lets such"
                + " grants be held, not changed. Make the spec equal to it, or ask for a guardrail"
                + " with adoption: Always.")
            .formatted(grant.id(), Change.toString(changes)));
  }

  /** The part of a guardrail that would allow a grant. */
  private static String rule(GrantKey key, Settings settings) {
    var parts = new ArrayList<String>();
    parts.add(rule(key.grantee()));
    parts.add("audiences [%s]".formatted(key.audience()));
    parts.add("subjectTypes [%s]".formatted(key.subjectType()));
    settings
        .values()
        .forEach((field, value) -> {
          if (!value.equals(field.byDefault())) {
            parts.add(rule(field, value));
          }
        });
    return String.join(", ", parts);
  }

  private static String rule(Grantee grantee) {
    return switch (grantee) {
      case Grantee.Client(var id) -> "clientIds [%s]".formatted(id);
      case Grantee.DefaultFor(var kind) -> "defaultFor [%s]".formatted(kind);
      case Grantee.ForOrganization(var client, var organization) ->
          rule(client) + ", organizations [%s]".formatted(organization);
    };
  }

  private static String rule(Field field, Value value) {
    return switch (field) {
      case SCOPE -> "scopes " + shortened(value);
      case ALLOW_ALL_SCOPES -> "scopes [*]";
      case ORGANIZATION_USAGE -> "organizationUsage [%s]".formatted(value);
      case ALLOW_ANY_ORGANIZATION -> "allowAnyOrganization true";
      case AUTHORIZATION_DETAILS_TYPES -> "authorizationDetailsTypes " + shortened(value);
    };
  }

  private static String shortened(Value value) {
    var text = value.toString();
    return text.length() <= LONGEST_LIST ? text : text.substring(0, LONGEST_LIST) + "…]";
  }
}
