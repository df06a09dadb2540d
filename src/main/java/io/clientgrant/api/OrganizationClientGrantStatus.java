package io.clientgrant.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the operator reports.
 *
 * @param observedGeneration as in {@link ClientGrantStatus}
 * @param lastHandledReconcileAt as in {@link ClientGrantStatus}
 * @param organization the organization of the name in the spec, as it was looked up
 * @param grant the grant whose association with the organization this resource holds
 * @param pending the intent to create the association, written before the call that creates it
 * @param conditions as in {@link ClientGrantStatus}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OrganizationClientGrantStatus(
    @Nullable Long observedGeneration,
    @Nullable String lastHandledReconcileAt,
    @Nullable FoundOrganization organization,
    @Nullable RecordedGrant grant,
    @Nullable PendingCreateStatus pending,
    @Nullable List<Condition> conditions)
    implements GrantResource.Status<OrganizationClientGrantStatus> {
  /** The status of a resource that has none yet. */
  public static final OrganizationClientGrantStatus NEVER_WRITTEN =
      new OrganizationClientGrantStatus(-1L, null, null, null, null, List.of());

  /**
   * An organization that was looked up by its name.
   *
   * @param id its id
   * @param name its name at that time
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record FoundOrganization(String id, String name) {}

  /** It has no former grants, no end date and no last token, whatever it is given. */
  @Override
  public OrganizationClientGrantStatus with(
      @Nullable Long generation,
      @Nullable String handledRequest,
      @Nullable RecordedGrant held,
      @Nullable List<RecordedGrant> former,
      @Nullable PendingCreateStatus intent,
      @Nullable String end,
      @Nullable LastToken token,
      @Nullable List<Condition> shown) {
    return new OrganizationClientGrantStatus(
        generation, handledRequest, organization, held, intent, shown);
  }

  /** An association ends with its grant. */
  @Override
  @JsonIgnore
  public @Nullable String expiresAt() {
    return null;
  }

  /** Only a ClientGrant tells of tokens. */
  @Override
  @JsonIgnore
  public @Nullable LastToken lastToken() {
    return null;
  }

  /** The client grant that it is about may be another some day, but it holds one association. */
  @Override
  @JsonIgnore
  public @Nullable List<RecordedGrant> formerGrants() {
    return null;
  }

  /** This status after the organization was looked up. */
  public OrganizationClientGrantStatus with(FoundOrganization found) {
    return new OrganizationClientGrantStatus(
        observedGeneration, lastHandledReconcileAt, found, grant, pending, conditions);
  }
}
