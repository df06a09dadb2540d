package io.clientgrant.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the operator tells of a tenant.
 *
 * @param observedGeneration the generation of the spec that this status speaks of
 * @param lastHandledReconcileAt the last value of the annotation {@code requestedAt} that was
 *     carried out
 * @param undeclaredGrants the grants on the APIs of {@code authoritative} that no ClientGrant
 *     declares, as far as they were told of; null if there is none
 * @param usage what of the tenant's log was read; null if nothing was
 * @param conditions {@code Ready}, and {@code Reconciling} or {@code Stalled} while they are true
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Auth0TenantStatus(
    @Nullable Long observedGeneration,
    @Nullable String lastHandledReconcileAt,
    @Nullable List<UndeclaredGrant> undeclaredGrants,
    @Nullable UsageStatus usage,
    @Nullable List<Condition> conditions) {}
