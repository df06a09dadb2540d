package io.clientgrant.controller.index;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantSpec;
import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.api.GrantResource;
import io.clientgrant.api.OrganizationClientGrant;
import io.clientgrant.api.OrganizationClientGrantSpec.NamedGrant;
import io.clientgrant.api.OrganizationClientGrantStatus.FoundOrganization;
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
import io.clientgrant.grant.policy.Guardrail;
import io.clientgrant.grant.policy.SystemApis;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Reads the specs of resources. The schema has checked their shape. */
public final class SpecMapper {
  private SpecMapper() {}

  /** The Auth0Tenant that a resource refers to. */
  public static ResourceID tenant(GrantResource resource) {
    var ref = resource.getSpec().tenantRef();
    return new ResourceID(
        ref.name(),
        Objects.requireNonNullElse(ref.namespace(), resource.getMetadata().getNamespace()));
  }

  /** Stands for the tenant's domain, in an audience and in the audiences of guardrails. */
  public static final String DOMAIN = "{domain}";

  /**
   * The key of the grant that a ClientGrant asks for; empty if the client that it refers to was not
   * looked up yet.
   *
   * @param domain the tenant's domain; {@link #DOMAIN} itself if it is not known
   */
  public static Optional<GrantKey> key(ClientGrant resource, String domain) {
    return grantee(resource).map(grantee -> key(resource.getSpec(), grantee, domain));
  }

  private static GrantKey key(ClientGrantSpec spec, Grantee grantee, String domain) {
    return new GrantKey(
        domain, grantee, spec.audience().replace(DOMAIN, domain), subjectType(spec));
  }

  /** What a ClientGrant asks for, by its key. */
  static DesiredGrant desired(ClientGrant resource, GrantKey key) {
    var spec = resource.getSpec();
    return new DesiredGrant(key, spec.subjectType() != null, settings(spec));
  }

  /** What a ClientGrant asks for if what it refers to is that client. */
  public static DesiredGrant desired(ClientGrant resource, Grantee client, String domain) {
    return desired(resource, key(resource.getSpec(), client, domain));
  }

  /** Whether a ClientGrant does not say itself which client it is about. */
  public static boolean refersToClient(ClientGrant resource) {
    return resource.getSpec().clientIdFrom() != null || resource.getSpec().clientName() != null;
  }

  /** The subject type, with Auth0's default. */
  static String subjectType(ClientGrantSpec spec) {
    return Objects.requireNonNullElse(spec.subjectType(), GrantKey.DEFAULT_SUBJECT_TYPE);
  }

  /**
   * The scopes that a grant names, of an API that tells which scopes it declares. Auth0's own APIs
   * take scopes that they do not show. Source: contract of the Management API, D5.
   */
  public static Set<String> namedScopes(DesiredGrant desired) {
    return !SystemApis.includes(desired.key().domain(), desired.key().audience())
            && desired.settings().effective(Field.SCOPE) instanceof StringSet(var names)
        ? names
        : Set.of();
  }

  /** The key of a client grant that an OrganizationClientGrant names itself. */
  public static GrantKey key(NamedGrant grant, String domain) {
    return new GrantKey(
        domain,
        new Grantee.Client(grant.clientId()),
        grant.audience().replace(DOMAIN, domain),
        Objects.requireNonNullElse(grant.subjectType(), GrantKey.DEFAULT_SUBJECT_TYPE));
  }

  /** The ClientGrant that an OrganizationClientGrant refers to; empty if it names the grant. */
  public static Optional<ResourceID> clientGrant(OrganizationClientGrant resource) {
    return Optional.ofNullable(resource.getSpec().clientGrantRef())
        .map(ref ->
            new ResourceID(
                ref.name(),
                Objects.requireNonNullElse(
                    ref.namespace(), resource.getMetadata().getNamespace())));
  }

  /** The organization's id; empty if it was not looked up yet. */
  public static Optional<String> organizationId(OrganizationClientGrant resource) {
    return Optional.ofNullable(resource.getSpec().organization().id())
        .or(() ->
            Optional.ofNullable(resource.getStatus())
                .flatMap(status -> Optional.ofNullable(status.organization()))
                .map(FoundOrganization::id));
  }

  /** The adoption policy; an unknown one adopts nothing. */
  public static AdoptionPolicy adoptionPolicy(GrantResource.Spec spec) {
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
  public static DeletionPolicy deletionPolicy(GrantResource.Spec spec) {
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

  /**
   * When the grant of a resource ends, by Auth0's clock; empty if it does not. An end date that
   * cannot be read has come: nobody has access by it.
   */
  public static Optional<Instant> endDate(GrantResource.Spec spec) {
    try {
      return Optional.ofNullable(spec.expiresAt()).map(Instant::parse);
    } catch (DateTimeException e) {
      return Optional.of(Instant.EPOCH);
    }
  }

  /**
   * How long a grant lives, from the creation of its resource to its end date. The creation is a
   * time that no user can change, so that a later end date does not make room for a still later
   * one.
   */
  public static Duration lifetime(GrantResource resource) {
    var created = Instant.parse(resource.getMetadata().getCreationTimestamp());
    return endDate(resource.getSpec())
        .map(end -> Duration.between(created, end))
        .orElse(Guardrail.ENDLESS);
  }

  /** Whether the operator leaves the resource alone. */
  public static boolean isSuspended(GrantResource.Spec spec) {
    return Boolean.TRUE.equals(spec.suspend());
  }

  private static Optional<Grantee> grantee(ClientGrant resource) {
    var spec = resource.getSpec();
    if (refersToClient(resource)) {
      return Optional.ofNullable(resource.getStatus())
          .map(ClientGrantStatus::clientId)
          .map(Grantee.Client::new);
    }
    return Optional.of(
        spec.clientId() != null
            ? new Grantee.Client(spec.clientId())
            : new Grantee.DefaultFor(Objects.requireNonNullElse(spec.defaultFor(), "")));
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
