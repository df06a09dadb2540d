package io.clientgrant.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a tenant's owner about who may grant what. One rule must allow a grant as a whole; a
 * list that is not set allows nothing but Auth0's default. In the lists of client ids, audiences,
 * scopes, authorization details types and organizations, {@code *} stands for any characters.
 *
 * @param namespaces from where
 * @param clientIds to which clients
 * @param defaultFor to which kinds of clients by default
 * @param audiences on which APIs; Auth0's own only if they are listed without {@code *}
 * @param scopes which scopes; all scopes at once only by {@code *}
 * @param subjectTypes whose access; unset means {@code client}
 * @param organizationUsage how organizations may be used; unset means {@code deny}
 * @param allowAnyOrganization whether any organization may be used
 * @param authorizationDetailsTypes which rich authorization types
 * @param organizations the organizations, by id or name; unset means all in the tenant's own
 *     namespace, and none in others
 * @param adoption a cap on {@code adoptionPolicy}
 * @param deletion a cap on {@code deletionPolicy}
 * @param maxLifetime how long after its resource was created a grant must have ended; unset means
 *     that it need not end
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GuardrailRule(
    GuardrailNamespaces namespaces,
    @Nullable List<String> clientIds,
    @Nullable List<String> defaultFor,
    @Nullable List<String> audiences,
    @Nullable List<String> scopes,
    @Nullable List<String> subjectTypes,
    @Nullable List<String> organizationUsage,
    @Nullable Boolean allowAnyOrganization,
    @Nullable List<String> authorizationDetailsTypes,
    @Nullable List<String> organizations,
    @Nullable String adoption,
    @Nullable String deletion,
    @Nullable String maxLifetime) {}
