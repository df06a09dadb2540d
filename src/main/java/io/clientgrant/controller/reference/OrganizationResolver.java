package io.clientgrant.controller.reference;

import io.clientgrant.api.OrganizationClientGrant;
import io.clientgrant.api.OrganizationClientGrantStatus;
import io.clientgrant.api.OrganizationClientGrantStatus.FoundOrganization;
import io.clientgrant.auth0.api.Organization;
import io.clientgrant.auth0.limit.Admission.RetryAt;
import io.clientgrant.controller.facts.ResourceFacts;
import io.clientgrant.controller.facts.ResourceFacts.TenantLookup.OrganizationUnknown;
import io.clientgrant.controller.facts.ResourceMemory;
import io.clientgrant.controller.index.SpecMapper;
import io.clientgrant.controller.status.ResourcePatcher;
import java.util.Objects;

/**
 * Finds out what the tenant calls an organization. A name is looked up once: from then on the id
 * counts, which never changes.
 *
 * @param memory keeps the place among those that wait for a call
 */
public record OrganizationResolver(ResourceMemory memory)
    implements ReferenceResolver<OrganizationClientGrant, OrganizationClientGrantStatus> {
  @Override
  public Answer resolve(
      ResourceFacts facts,
      ResourcePatcher<OrganizationClientGrant, OrganizationClientGrantStatus> patcher) {
    if (!(facts.tenant() instanceof OrganizationUnknown(var snapshot, var organization))) {
      throw new IllegalStateException("no check has settled " + facts.tenant());
    }
    var associations = snapshot.tenant().associations();
    try (var permit = snapshot.tenant().calls(facts.uid(), facts.userWaits())) {
      if (permit.acquire() instanceof RetryAt(var moment)) {
        memory.queuedAt(patcher.resource(), permit.limiter());
        return new Answer.Later(moment);
      }
      var id = organization.id();
      record(
          id != null
              ? associations.lookUpId(id)
              : associations.lookUpName(Objects.requireNonNullElse(organization.name(), "")),
          patcher);
      return new Answer.Found();
    }
  }

  private static void record(
      Organization organization,
      ResourcePatcher<OrganizationClientGrant, OrganizationClientGrantStatus> patcher) {
    var resource = patcher.resource();
    if (SpecMapper.organizationId(resource).isEmpty()) {
      patcher.writeStatusIfUnchanged(
          Objects.requireNonNullElse(
                  resource.getStatus(), OrganizationClientGrantStatus.NEVER_WRITTEN)
              .with(new FoundOrganization(organization.id(), organization.name())));
    }
  }
}
