package io.clientgrant.controller.clientgrant;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.controller.facts.FactsGatherer;
import io.clientgrant.controller.facts.ResourceMemory;
import io.clientgrant.controller.index.ClientGrantIndex;
import io.clientgrant.controller.index.Ownerships;
import io.clientgrant.controller.reference.ReferenceResolver;
import io.clientgrant.controller.status.RequeueTimer;
import io.clientgrant.controller.tenant.TenantEventSource;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;

/** The main path for ClientGrants. */
@ControllerConfiguration(
    name = "clientgrant",
    fieldManager = "clientgrant-operator",
    triggerReconcilerOnAllEvents = true) // deletions too: the finalizer is seen to here
public final class ClientGrantReconciler extends GrantReconciler<ClientGrant, ClientGrantStatus> {
  /** Puts the main path together. */
  public ClientGrantReconciler(
      ReferenceResolver<ClientGrant, ClientGrantStatus> references,
      FactsGatherer gatherer,
      PlanExecutor<ClientGrant, ClientGrantStatus> executor,
      StatusReporter<ClientGrant, ClientGrantStatus> reporter,
      ResourceMemory memory,
      ClientGrantIndex index,
      Ownerships ownerships,
      TenantEventSource tenants,
      GrantEventSource<ClientGrant> events,
      RequeueTimer<ClientGrant> timer,
      DriftInquiry inquiry) {
    super(
        ClientGrant.class,
        ClientGrant::new,
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
