package io.clientgrant.simulator.state;

import java.util.Optional;

/**
 * The filter of a list of grants. A grant must match every part that is set.
 *
 * @param audience the identifier of the API
 * @param clientId the client
 * @param anyOrganization only grants that allow any organization
 * @param subjectType the subject type
 * @param defaultFor the kind of default grant
 */
public record GrantFilter(
    Optional<String> audience,
    Optional<String> clientId,
    boolean anyOrganization,
    Optional<String> subjectType,
    Optional<String> defaultFor) {

  static final GrantFilter ALL =
      new GrantFilter(
          Optional.empty(), Optional.empty(), false, Optional.empty(), Optional.empty());

  boolean isAll() {
    return equals(ALL);
  }

  boolean matches(StoredGrant grant) {
    return audience.map(grant.audience()::equals).orElse(true)
        && clientId.map(c -> grant.clientId().filter(c::equals).isPresent()).orElse(true)
        && (!anyOrganization || grant.allowAnyOrganization().orElse(false))
        && subjectType.map(grant.subjectType()::equals).orElse(true)
        && defaultFor.map(d -> grant.defaultFor().filter(d::equals).isPresent()).orElse(true);
  }
}
