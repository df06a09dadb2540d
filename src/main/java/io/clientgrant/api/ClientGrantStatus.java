package io.clientgrant.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the operator reports. Times and counts that change with every resync are metrics, not
 * status: a resync that finds no change writes nothing.
 *
 * @param observedGeneration the generation of the spec that this status speaks of; the schema's
 *     default of -1 makes {@code kubectl wait} and Helm wait until the operator has looked
 * @param lastHandledReconcileAt the last value of the annotation {@code requestedAt} that was
 *     carried out
 * @param clientId the client that the spec refers to; null if it says the id itself
 * @param grant the grant at the tenant that this resource holds
 * @param formerGrants the grants of clients that the spec referred to before, which still have to
 *     go
 * @param pending the intent to create a grant, written before the call that creates it
 * @param expiresAt when the grant at the tenant ends, in UTC
 * @param lastToken when the client was last given a token; null if nobody asks for that
 * @param conditions {@code Ready}, and {@code Reconciling} or {@code Stalled} while they are true;
 *     {@code Expiring} and {@code ScopesDeclared} while there is something to say
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClientGrantStatus(
    @Nullable Long observedGeneration,
    @Nullable String lastHandledReconcileAt,
    @Nullable String clientId,
    @Nullable RecordedGrant grant,
    @Nullable List<RecordedGrant> formerGrants,
    @Nullable PendingCreateStatus pending,
    @Nullable String expiresAt,
    @Nullable LastToken lastToken,
    @Nullable List<Condition> conditions)
    implements GrantResource.Status<ClientGrantStatus> {
  /** The status of a resource that has none yet. */
  public static final ClientGrantStatus NEVER_WRITTEN =
      new ClientGrantStatus(-1L, null, null, null, null, null, null, null, List.of());

  @Override
  public ClientGrantStatus with(
      @Nullable Long generation,
      @Nullable String handledRequest,
      @Nullable RecordedGrant held,
      @Nullable List<RecordedGrant> former,
      @Nullable PendingCreateStatus intent,
      @Nullable String end,
      @Nullable LastToken token,
      @Nullable List<Condition> shown) {
    return new ClientGrantStatus(
        generation, handledRequest, clientId, held, former, intent, end, token, shown);
  }

  /**
   * This status after the client was looked up that the spec refers to. Of the tokens of another
   * client nothing is known.
   *
   * @param held the grant of that client, if the resource holds it already
   * @param former the grants of other clients that it holds
   */
  public ClientGrantStatus referringTo(
      @Nullable String id, @Nullable RecordedGrant held, @Nullable List<RecordedGrant> former) {
    return new ClientGrantStatus(
        observedGeneration,
        lastHandledReconcileAt,
        id,
        held,
        former,
        pending,
        expiresAt,
        Objects.equals(id, clientId) ? lastToken : null,
        conditions);
  }
}
