package io.clientgrant.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a user asks for. The schema has checked that exactly one of {@code clientGrantRef} and
 * {@code grant} is set.
 *
 * @param tenantRef the tenant that holds the grant
 * @param clientGrantRef the ClientGrant that holds the grant
 * @param grant the grant, if no ClientGrant holds it
 * @param organization the organization
 * @param adoptionPolicy whether an association that already exists may be taken over
 * @param deletionPolicy whether the association at the tenant goes when this resource goes
 * @param suspend whether the operator leaves this resource alone
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OrganizationClientGrantSpec(
    TenantRef tenantRef,
    @Nullable ClientGrantRef clientGrantRef,
    @Nullable NamedGrant grant,
    NamedOrganization organization,
    @Nullable String adoptionPolicy,
    @Nullable String deletionPolicy,
    @Nullable Boolean suspend)
    implements GrantResource.Spec {
  /** An association ends with its grant. */
  @Override
  @JsonIgnore
  public @Nullable String expiresAt() {
    return null;
  }

  /**
   * Names a {@link ClientGrant}.
   *
   * @param name its name
   * @param namespace its namespace; unset means that of the resource that refers to it
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ClientGrantRef(String name, @Nullable String namespace) {}

  /**
   * Names a client grant of the tenant.
   *
   * @param clientId its client application
   * @param audience the API's identifier
   * @param subjectType whose access it is; unset means {@code client}
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record NamedGrant(String clientId, String audience, @Nullable String subjectType) {}

  /**
   * Names an organization of the tenant, by one of the two.
   *
   * @param id its id, which never changes
   * @param name its name, by which it is looked up once
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record NamedOrganization(@Nullable String id, @Nullable String name) {}
}
