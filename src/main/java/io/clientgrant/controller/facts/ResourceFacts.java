package io.clientgrant.controller.facts;

import io.clientgrant.controller.tenant.TenantSnapshot;
import io.clientgrant.grant.plan.Ownership;
import io.clientgrant.grant.policy.DeletionPolicy;
import io.clientgrant.grant.policy.Guardrails.Decision;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a ClientGrant says, what its status records, and whether its tenant can be used.
 *
 * @param uid its uid
 * @param tenantId the Auth0Tenant that it refers to
 * @param isBeingDeleted whether it is being deleted
 * @param isSuspended whether {@code spec.suspend} is true
 * @param deletionPolicy its deletion policy
 * @param ownership what is recorded that it owns
 * @param isOwnershipVerified whether the status says what it owns, and more than the status says
 *     that it has created that
 * @param isReleased whether a person lets it go without its grant
 * @param isTenantReleasing whether its tenant is in mode Release
 * @param openRequest the request to read the tenant that was not handled yet; null if there is none
 * @param userWaits whether a user waits for it
 * @param failures how often its reconciliation has failed in a row
 * @param drift how often its grant was put back
 * @param untakenWrites how many writes in a row Auth0 has answered with a grant that was not as
 *     asked for
 * @param now the time, by a clock that is never set
 * @param tenant its tenant
 */
public record ResourceFacts(
    String uid,
    ResourceID tenantId,
    boolean isBeingDeleted,
    boolean isSuspended,
    DeletionPolicy deletionPolicy,
    Ownership ownership,
    boolean isOwnershipVerified,
    boolean isReleased,
    boolean isTenantReleasing,
    @Nullable String openRequest,
    boolean userWaits,
    int failures,
    DriftHistory drift,
    int untakenWrites,
    Instant now,
    TenantLookup tenant) {

  /** Whether the tenant can be used. */
  public sealed interface TenantLookup {
    /** There is no such Auth0Tenant. */
    record Missing() implements TenantLookup {}

    /** Its grants were not read yet, or it may still be unknown because the operator starts. */
    record NotReady() implements TenantLookup {}

    /**
     * It can be used.
     *
     * @param snapshot the tenant
     * @param decision whether its guardrails allow what the resource asks for
     */
    record Ready(TenantSnapshot snapshot, Decision decision) implements TenantLookup {
      boolean isAllowed() {
        return decision instanceof Decision.Allowed;
      }
    }
  }

  /** The Auth0Tenant as people name it. */
  public String tenantName() {
    return "Auth0Tenant %s in namespace %s"
        .formatted(tenantId.getName(), tenantId.getNamespace().orElse(""));
  }
}
