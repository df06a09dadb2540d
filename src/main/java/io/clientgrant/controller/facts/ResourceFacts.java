package io.clientgrant.controller.facts;

import io.clientgrant.api.OrganizationClientGrantSpec.NamedOrganization;
import io.clientgrant.auth0.api.WriteOrigin;
import io.clientgrant.controller.status.ReadyState;
import io.clientgrant.controller.tenant.TenantSnapshot;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.plan.Ownership;
import io.clientgrant.grant.policy.DeletionPolicy;
import io.clientgrant.grant.policy.Guardrails.Decision;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a ClientGrant says, what its status records, and whether its tenant can be used.
 *
 * @param origin on whose behalf the tenant is written to
 * @param tenantId the Auth0Tenant that it refers to
 * @param isBeingDeleted whether it is being deleted
 * @param isSuspended whether {@code spec.suspend} is true
 * @param deletionPolicy its deletion policy
 * @param ownership what is recorded that it owns
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
    WriteOrigin origin,
    ResourceID tenantId,
    boolean isBeingDeleted,
    boolean isSuspended,
    DeletionPolicy deletionPolicy,
    Ownership ownership,
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
     * It can be used, but what the resource refers to is not there.
     *
     * @param state says what
     */
    record Unresolved(ReadyState state) implements TenantLookup {}

    /**
     * It can be used, but what it calls the organization of the resource must be looked up.
     *
     * @param snapshot the tenant
     * @param organization the organization, by its name or by its id
     */
    record OrganizationUnknown(TenantSnapshot snapshot, NamedOrganization organization)
        implements TenantLookup {}

    /**
     * It can be used, but the client that the resource refers to must be looked up.
     *
     * @param snapshot the tenant
     */
    record ClientUnknown(TenantSnapshot snapshot) implements TenantLookup {}

    /**
     * It can be used.
     *
     * @param snapshot the tenant
     * @param desired what the resource asks for
     * @param decision whether the guardrails allow that
     * @param endDate when the grant of the resource ends
     */
    record Ready(TenantSnapshot snapshot, DesiredGrant desired, Decision decision, EndDate endDate)
        implements TenantLookup {
      boolean isAllowed() {
        return decision instanceof Decision.Allowed;
      }
    }
  }

  /** Its uid. */
  public String uid() {
    return origin.uid();
  }

  /**
   * When its grant ends; none if its tenant cannot be used, because then nothing follows from it.
   */
  public EndDate endDate() {
    return tenant instanceof TenantLookup.Ready(_, _, _, var endDate)
        ? endDate
        : new EndDate.None();
  }

  /** The next moment that its end date makes one, by the clock that is never set; empty if none. */
  public Optional<Instant> nextMoment() {
    return isBeingDeleted ? Optional.empty() : endDate().untilNext().map(now::plus);
  }

  /** The Auth0Tenant as people name it. */
  public String tenantName() {
    return "Auth0Tenant %s in namespace %s"
        .formatted(tenantId.getName(), tenantId.getNamespace().orElse(""));
  }
}
