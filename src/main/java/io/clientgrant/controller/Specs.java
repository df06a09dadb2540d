package io.clientgrant.controller;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantSpec;
import io.clientgrant.grant.AdoptionPolicy;
import io.clientgrant.grant.DeletionPolicy;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Field;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.Value;
import io.clientgrant.grant.Value.Flag;
import io.clientgrant.grant.Value.Names;
import io.clientgrant.grant.Value.Word;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.EnumMap;
import java.util.Objects;

/** Reads what a ClientGrant's spec means. The schema has made sure of its shape. */
final class Specs {
  private Specs() {}

  /** The Auth0Tenant that a resource refers to. */
  static ResourceID tenant(ClientGrant resource) {
    var ref = resource.getSpec().tenantRef();
    return new ResourceID(
        ref.name(),
        Objects.requireNonNullElse(ref.namespace(), resource.getMetadata().getNamespace()));
  }

  /** The grant that a spec is about. */
  static GrantKey key(ClientGrantSpec spec, String domain) {
    return new GrantKey(
        domain,
        grantee(spec),
        spec.audience(),
        Objects.requireNonNullElse(spec.subjectType(), GrantKey.DEFAULT_SUBJECT_TYPE));
  }

  /** What a spec asks for. */
  static DesiredGrant desired(ClientGrantSpec spec, String domain) {
    return new DesiredGrant(key(spec, domain), spec.subjectType() != null, settings(spec));
  }

  /** Its adoption policy; one that this version of the operator does not know adopts nothing. */
  static AdoptionPolicy adoptionPolicy(ClientGrantSpec spec) {
    return adoptionPolicy(Objects.requireNonNullElse(spec.adoptionPolicy(), "IfIdentical"));
  }

  static AdoptionPolicy adoptionPolicy(String word) {
    return switch (word) {
      case "Always" -> AdoptionPolicy.ALWAYS;
      case "IfIdentical" -> AdoptionPolicy.IF_IDENTICAL;
      default -> AdoptionPolicy.NEVER;
    };
  }

  /** Its deletion policy; one that this version of the operator does not know keeps the grant. */
  static DeletionPolicy deletionPolicy(ClientGrantSpec spec) {
    return deletionPolicy(Objects.requireNonNullElse(spec.deletionPolicy(), "IfCreated"));
  }

  static DeletionPolicy deletionPolicy(String word) {
    return switch (word) {
      case "Always" -> DeletionPolicy.ALWAYS;
      case "IfCreated" -> DeletionPolicy.IF_CREATED;
      default -> DeletionPolicy.NEVER;
    };
  }

  /** Whether the operator is to leave the resource alone. */
  static boolean suspended(ClientGrantSpec spec) {
    return Boolean.TRUE.equals(spec.suspend());
  }

  private static Grantee grantee(ClientGrantSpec spec) {
    return spec.clientId() != null
        ? new Grantee.Client(spec.clientId())
        : new Grantee.DefaultFor(Objects.requireNonNullElse(spec.defaultFor(), ""));
  }

  private static Settings settings(ClientGrantSpec spec) {
    var values = new EnumMap<Field, Value>(Field.class);
    if (spec.scope() != null) {
      values.put(Field.SCOPE, Names.of(spec.scope()));
    }
    if (spec.allowAllScopes() != null) {
      values.put(Field.ALLOW_ALL_SCOPES, new Flag(spec.allowAllScopes()));
    }
    if (spec.organizationUsage() != null) {
      values.put(Field.ORGANIZATION_USAGE, new Word(spec.organizationUsage()));
    }
    if (spec.allowAnyOrganization() != null) {
      values.put(Field.ALLOW_ANY_ORGANIZATION, new Flag(spec.allowAnyOrganization()));
    }
    if (spec.authorizationDetailsTypes() != null) {
      values.put(Field.AUTHORIZATION_DETAILS_TYPES, Names.of(spec.authorizationDetailsTypes()));
    }
    return new Settings(values);
  }
}
