package io.clientgrant.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tenant as its owner describes it.
 *
 * @param domain the tenant's domain, such as {@code example.eu.auth0.com}
 * @param credentialsSecretRef the Secret, in the tenant's own namespace, that holds the credential
 * @param caBundle who may vouch for the API's certificate, instead of the system's authorities: PEM
 *     certificates, in base64
 * @param resyncInterval how often every grant of the tenant is read, such as {@code 5m}
 * @param rateLimit a limit on calls to the tenant, beside Auth0's own
 * @param mode {@code Enforce}, or {@code Observe} to have nothing written to the tenant
 * @param guardrails who may grant what; without one, the tenant serves its own namespace
 * @param authoritative for which APIs ClientGrants are all there may be; null for none
 * @param usage how the tenant's log is read for the last tokens; null if it is not
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Auth0TenantSpec(
    String domain,
    SecretRef credentialsSecretRef,
    @Nullable String caBundle,
    @Nullable String resyncInterval,
    @Nullable RateLimitSpec rateLimit,
    @Nullable String mode,
    @Nullable List<GuardrailRule> guardrails,
    @Nullable AuthoritativeSpec authoritative,
    @Nullable UsageSpec usage) {}
