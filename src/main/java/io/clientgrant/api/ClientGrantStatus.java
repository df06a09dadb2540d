package io.clientgrant.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the operator reports. Times and counts that change with every resync are metrics, not
 * status: a resync that finds no change writes nothing.
 *
 * @param observedGeneration the generation of the spec that this status speaks of; the schema's
 *     default of -1 makes {@code kubectl wait} and Helm wait until the operator has looked
 * @param lastHandledReconcileAt the last value of the annotation {@code requestedAt} that was
 *     carried out
 * @param grant the grant at the tenant that this resource holds
 * @param pending the intent to create a grant, written before the call that creates it
 * @param conditions {@code Ready}, and {@code Reconciling} or {@code Stalled} while they are true
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClientGrantStatus(
    @Nullable Long observedGeneration,
    @Nullable String lastHandledReconcileAt,
    @Nullable RecordedGrant grant,
    @Nullable PendingCreateStatus pending,
    @Nullable List<Condition> conditions) {}
