package io.clientgrant.controller.index;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantSpec;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Field;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.Value;
import io.clientgrant.grant.Value.Bool;
import io.clientgrant.grant.Value.StringSet;
import io.clientgrant.grant.Value.Text;
import io.clientgrant.grant.policy.AdoptionPolicy;
import io.clientgrant.grant.policy.DeletionPolicy;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.EnumMap;
import java.util.List;
import java.util.Objects;

/** Reads the spec of a ClientGrant. The schema has checked its shape. */
public final class SpecMapper {
  private SpecMapper() {}

  /** The Auth0Tenant that a resource refers to. */
  public static ResourceID tenant(ClientGrant resource) {
    var ref = resource.getSpec().tenantRef();
    return new ResourceID(
        ref.name(),
        Objects.requireNonNullElse(ref.namespace(), resource.getMetadata().getNamespace()));
  }

  /** Stands for the tenant's domain, in an audience and in the audiences of guardrails. */
  public static final String DOMAIN = "{domain}";

  /**
   * The key of the grant that a spec asks for.
   *
   * @param domain the tenant's domain; {@link #DOMAIN} itself if it is not known
   */
  public static GrantKey key(ClientGrantSpec spec, String domain) {
    return new GrantKey(
        domain,
        grantee(spec),
        spec.audience().replace(DOMAIN, domain),
        Objects.requireNonNullElse(spec.subjectType(), GrantKey.DEFAULT_SUBJECT_TYPE));
  }

  /** What a spec asks for. */
  public static DesiredGrant desired(ClientGrantSpec spec, String domain) {
    return new DesiredGrant(key(spec, domain), spec.subjectType() != null, settings(spec));
  }

  /** The adoption policy; an unknown one adopts nothing. */
  public static AdoptionPolicy adoptionPolicy(ClientGrantSpec spec) {
    return adoptionPolicy(Objects.requireNonNullElse(spec.adoptionPolicy(), "IfIdentical"));
  }

  /** An adoption policy by its name; an unknown one adopts nothing. */
  public static AdoptionPolicy adoptionPolicy(String word) {
    return switch (word) {
      case "Always" -> AdoptionPolicy.ALWAYS;
      case "IfIdentical" -> AdoptionPolicy.IF_IDENTICAL;
      default -> AdoptionPolicy.NEVER;
    };
  }

  /** The deletion policy; an unknown one keeps the grant. */
  public static DeletionPolicy deletionPolicy(ClientGrantSpec spec) {
    return deletionPolicy(Objects.requireNonNullElse(spec.deletionPolicy(), "IfCreated"));
  }

  /** A deletion policy by its name; an unknown one keeps the grant. */
  public static DeletionPolicy deletionPolicy(String word) {
    return switch (word) {
      case "Always" -> DeletionPolicy.ALWAYS;
      case "IfCreated" -> DeletionPolicy.IF_CREATED;
      default -> DeletionPolicy.NEVER;
    };
  }

  /** Whether the operator leaves the resource alone. */
  public static boolean isSuspended(ClientGrantSpec spec) {
    return Boolean.TRUE.equals(spec.suspend());
  }

  private static Grantee grantee(ClientGrantSpec spec) {
    return spec.clientId() != null
        ? new Grantee.Client(spec.clientId())
        : new Grantee.DefaultFor(Objects.requireNonNullElse(spec.defaultFor(), ""));
  }

  private static Settings settings(ClientGrantSpec spec) {
    var values = new EnumMap<Field, Value>(Field.class);
    if (spec.scope() != null && !isWithoutMeaning(spec.scope(), spec)) {
      values.put(Field.SCOPE, StringSet.of(spec.scope()));
    }
    if (spec.allowAllScopes() != null) {
      values.put(Field.ALLOW_ALL_SCOPES, new Bool(spec.allowAllScopes()));
    }
    if (spec.organizationUsage() != null) {
      values.put(Field.ORGANIZATION_USAGE, new Text(spec.organizationUsage()));
    }
    if (spec.allowAnyOrganization() != null) {
      values.put(Field.ALLOW_ANY_ORGANIZATION, new Bool(spec.allowAnyOrganization()));
    }
    if (spec.authorizationDetailsTypes() != null) {
      values.put(Field.AUTHORIZATION_DETAILS_TYPES, StringSet.of(spec.authorizationDetailsTypes()));
    }
    return new Settings(values);
  }

  /** The API shows an empty list beside all scopes, and may not take it. */
  private static boolean isWithoutMeaning(List<String> scope, ClientGrantSpec spec) {
    return scope.isEmpty() && Boolean.TRUE.equals(spec.allowAllScopes());
  }
}
