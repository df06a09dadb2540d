package io.clientgrant.controller.clientgrant;

import io.clientgrant.api.OrganizationClientGrant;
import io.clientgrant.api.OrganizationClientGrantStatus;
import io.clientgrant.controller.facts.FactsGatherer;
import io.clientgrant.controller.facts.ResourceMemory;
import io.clientgrant.controller.index.ClientGrantIndex;
import io.clientgrant.controller.index.Ownerships;
import io.clientgrant.controller.reference.ReferenceResolver;
import io.clientgrant.controller.status.RequeueTimer;
import io.clientgrant.controller.tenant.TenantEventSource;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;

/** The main path for OrganizationClientGrants. */
@ControllerConfiguration(
    name = "organizationclientgrant",
    fieldManager = "clientgrant-operator",
    triggerReconcilerOnAllEvents = true) // deletions too: the finalizer is seen to here
public final class OrganizationClientGrantReconciler
    extends GrantReconciler<OrganizationClientGrant, OrganizationClientGrantStatus> {
  /** Puts the main path together. */
  public OrganizationClientGrantReconciler(
      ReferenceResolver<OrganizationClientGrant, OrganizationClientGrantStatus> references,
      FactsGatherer gatherer,
      PlanExecutor<OrganizationClientGrant, OrganizationClientGrantStatus> executor,
      StatusReporter<OrganizationClientGrant, OrganizationClientGrantStatus> reporter,
      ResourceMemory memory,
      ClientGrantIndex index,
      Ownerships ownerships,
      TenantEventSource tenants,
      GrantEventSource<OrganizationClientGrant> events,
      RequeueTimer<OrganizationClientGrant> timer,
      DriftInquiry inquiry) {
    super(
        OrganizationClientGrant.class,
        OrganizationClientGrant::new,
        references,
        gatherer,
        executor,
        reporter,
        memory,
        index,
        ownerships,
        tenants,
        events,
        timer,
        inquiry);
  }
}
