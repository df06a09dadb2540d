package io.clientgrant.api;

import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A resource that asks for a grant at a tenant. What all kinds of them say in the same words is
 * read through it.
 */
@JsonDeserialize(using = JsonDeserializer.None.class) // or HasMetadata's, of any kind, would count
public sealed interface GrantResource extends HasMetadata
    permits ClientGrant, OrganizationClientGrant {
  /** What the user asks for. */
  Spec getSpec();

  /** What the operator reports; null if it has not reported yet. */
  @Nullable Status<?> getStatus();

  /** The part of a spec that is the same for all kinds. */
  interface Spec {
    /** The tenant that holds the grant. */
    TenantRef tenantRef();

    /** Whether a grant that already exists may be taken over. */
    @Nullable String adoptionPolicy();

    /** Whether the grant at the tenant goes when the resource goes. */
    @Nullable String deletionPolicy();

    /** When the grant at the tenant ends, by Auth0's clock; null if it does not. */
    @Nullable String expiresAt();

    /** Whether the operator leaves the resource alone. */
    @Nullable Boolean suspend();
  }

  /**
   * The part of a status that is the same for all kinds.
   *
   * @param <S> the status of a kind
   */
  interface Status<S extends Status<S>> {
    /** The generation of the spec that the status speaks of. */
    @Nullable Long observedGeneration();

    /** The last request to read the tenant again that was carried out. */
    @Nullable String lastHandledReconcileAt();

    /** The grant that the resource holds. */
    @Nullable RecordedGrant grant();

    /** The grants of clients that the resource referred to before, and still has to see to. */
    @Nullable List<RecordedGrant> formerGrants();

    /** The intent to create a grant. */
    @Nullable PendingCreateStatus pending();

    /** When the grant at the tenant ends. */
    @Nullable String expiresAt();

    /** When the client was last given a token; null if nobody asks for that. */
    @Nullable LastToken lastToken();

    /** How the resource stands. */
    @Nullable List<Condition> conditions();

    /** This status with all of that replaced; what only its kind reports stays. */
    S with(
        @Nullable Long observedGeneration,
        @Nullable String lastHandledReconcileAt,
        @Nullable RecordedGrant grant,
        @Nullable List<RecordedGrant> formerGrants,
        @Nullable PendingCreateStatus pending,
        @Nullable String expiresAt,
        @Nullable LastToken lastToken,
        @Nullable List<Condition> conditions);
  }
}
