package io.clientgrant.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user asks for. The fields from {@code clientId} to {@code authorizationDetailsTypes} are
 * those of the Management API's client grant, in camelCase; {@code null} is unset and never sent.
 *
 * @param tenantRef the tenant that holds the grant
 * @param clientId the client application; exactly one of this, {@code clientIdFrom}, {@code
 *     clientName} and {@code defaultFor}
 * @param clientIdFrom where the client id stands
 * @param clientName what the client application is called at the tenant
 * @param defaultFor the kind of clients that the grant is the default of
 * @param audience the API's identifier
 * @param subjectType whose access it is: {@code client}, {@code user}, and what Auth0 adds
 * @param scope the scopes granted; order and repetition mean nothing
 * @param allowAllScopes grants every scope of the API, present and future
 * @param organizationUsage {@code deny}, {@code allow} or {@code require}
 * @param allowAnyOrganization whether any organization may be used
 * @param authorizationDetailsTypes the rich authorization types that may be asked for
 * @param adoptionPolicy whether a grant that already exists may be taken over
 * @param deletionPolicy whether the grant at the tenant goes when this resource goes
 * @param expiresAt when the grant at the tenant ends, by Auth0's clock, as RFC 3339 writes it
 * @param suspend whether the operator leaves this resource alone
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClientGrantSpec(
    TenantRef tenantRef,
    @Nullable String clientId,
    @Nullable ClientIdSource clientIdFrom,
    @Nullable String clientName,
    @Nullable String defaultFor,
    String audience,
    @Nullable String subjectType,
    @Nullable List<String> scope,
    @Nullable Boolean allowAllScopes,
    @Nullable String organizationUsage,
    @Nullable Boolean allowAnyOrganization,
    @Nullable List<String> authorizationDetailsTypes,
    @Nullable String adoptionPolicy,
    @Nullable String deletionPolicy,
    @Nullable String expiresAt,
    @Nullable Boolean suspend)
    implements GrantResource.Spec {
  /**
   * Where a client id stands, in the namespace of the resource; exactly one of the two.
   *
   * @param configMapKeyRef in a ConfigMap
   * @param secretKeyRef in a Secret that says so itself
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ClientIdSource(@Nullable KeyRef configMapKeyRef, @Nullable KeyRef secretKeyRef) {}

  /**
   * One value of an object.
   *
   * @param name the name of the object
   * @param key the key of the value
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record KeyRef(String name, String key) {}
}
