package io.clientgrant.controller.reference;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.auth0.Clients;
import io.clientgrant.controller.facts.NamespaceLabels;
import io.clientgrant.controller.facts.ResourceFacts;
import io.clientgrant.controller.facts.ResourceFacts.TenantLookup.ClientUnknown;
import io.clientgrant.controller.index.OwnershipMapper;
import io.clientgrant.controller.index.Ownerships;
import io.clientgrant.controller.index.SpecMapper;
import io.clientgrant.controller.reference.ClientIdReader.Reading;
import io.clientgrant.controller.status.Conditions;
import io.clientgrant.controller.status.ReadyState;
import io.clientgrant.controller.status.ResourcePatcher;
import io.clientgrant.controller.tenant.TenantSnapshot;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.plan.Holdings;
import io.clientgrant.grant.policy.Guardrails.Decision.Denied;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Finds the client that a ClientGrant refers to, each time anew: what it refers to can change. The
 * guardrails then judge the id that was found.
 *
 * @param reader reads what ConfigMaps and Secrets say
 * @param namespaces tells the guardrails who asks
 * @param ownerships tells what the ClientGrant holds
 * @param clock gives the time that is written into conditions
 */
public record ClientResolver(
    ClientIdReader reader, NamespaceLabels namespaces, Ownerships ownerships, InstantSource clock)
    implements ReferenceResolver<ClientGrant, ClientGrantStatus> {
  private static final int IDS_SHOWN = 5;

  @Override
  public Answer resolve(
      ResourceFacts facts, ResourcePatcher<ClientGrant, ClientGrantStatus> patcher) {
    if (!(facts.tenant() instanceof ClientUnknown(var snapshot))) {
      throw new IllegalStateException("no check has settled " + facts.tenant());
    }
    var resource = patcher.resource();
    var refusal = snapshot.guardrails().refuseAll(namespaces.requester(resource));
    if (refusal.isPresent()) { // nobody is told what there is at a tenant who may use none of it
      return new Answer.Missing(ReadyState.refused(refusal.get()));
    }
    var source = resource.getSpec().clientIdFrom();
    return source == null
        ? named(requireNonNull(resource.getSpec().clientName()), snapshot, facts, patcher)
        : switch (reader.read(resource.getMetadata().getNamespace(), source, facts.failures())) {
          case Reading.Missing(var state) -> new Answer.Missing(state);
          case Reading.Found(var clientId) -> record(clientId, snapshot, patcher);
        };
  }

  private Answer named(
      String name,
      TenantSnapshot snapshot,
      ResourceFacts facts,
      ResourcePatcher<ClientGrant, ClientGrantStatus> patcher) {
    var clients = snapshot.tenant().clients();
    var later = read(clients, facts);
    if (later.isPresent()) {
      return later.get();
    }
    var ids = clients.named(name);
    return unclear(name, ids, facts.failures())
        .<Answer>map(Answer.Missing::new)
        .orElseGet(() -> record(ids.getFirst(), snapshot, patcher));
  }

  /**
   * Why a name does not tell which client is meant; empty if it does.
   *
   * @param ids the clients that have the name
   * @param failures how often the reconciliation has failed in a row before
   */
  public static Optional<ReadyState> unclear(String name, List<String> ids, int failures) {
    return switch (ids.size()) {
      case 0 ->
          Optional.of(
              ReadyState.missing(
                  "ClientNotFound",
                  "The tenant has no client with the name %s. Create it, or correct spec.clientName."
                      .formatted(name),
                  failures));
      case 1 -> Optional.empty();
      default ->
          Optional.of(
              ReadyState.stalled(
                  "ClientAmbiguous",
                  "The tenant has %d clients with the name %s: %s. Rename all but one, or use clientId."
                      .formatted(ids.size(), name, listed(ids))));
    };
  }

  private static Optional<Answer> read(Clients clients, ResourceFacts facts) {
    var request = facts.openRequest();
    return clients
        .read(request == null ? null : facts.uid() + " " + request)
        .map(Answer.Later::new);
  }

  private static String listed(List<String> ids) {
    var more = ids.size() - IDS_SHOWN;
    return String.join(", ", ids.subList(0, Math.min(ids.size(), IDS_SHOWN)))
        + (more > 0 ? " and %d more".formatted(more) : "");
  }

  /**
   * Recorded first, so that others that claim the grant find the resource. The grant of another
   * client becomes a former one, unless the guardrails do not allow the client that was found.
   */
  private Answer record(
      String clientId,
      TenantSnapshot snapshot,
      ResourcePatcher<ClientGrant, ClientGrantStatus> patcher) {
    var resource = patcher.resource();
    var client = new Grantee.Client(clientId);
    var before = ownerships.holdings(resource);
    var after = before.movedTo(client);
    var status = requireNonNullElse(resource.getStatus(), ClientGrantStatus.NEVER_WRITTEN);
    if (isBeyond(after, before)) {
      return new Answer.Found(); // by what was recorded last, so that a former grant goes first
    }
    if (!after.equals(before)) {
      if (snapshot
              .guardrails()
              .evaluate(
                  namespaces.requester(resource),
                  SpecMapper.desired(resource, client, snapshot.domain()),
                  SpecMapper.lifetime(resource))
          instanceof Denied(var refusal)) {
        return new Answer.Missing(ReadyState.refused(refusal));
      }
      patcher.writeStatusIfUnchanged(moved(status, clientId, after));
    } else if (!clientId.equals(status.clientId())) {
      patcher.writeStatusIfUnchanged(
          status.referringTo(clientId, status.grant(), status.formerGrants()));
    }
    return new Answer.Found();
  }

  private static boolean isBeyond(Holdings after, Holdings before) {
    return after.former().size() > Math.max(before.former().size(), Holdings.MOST_FORMER);
  }

  /** What was Ready is not until the grant of the client that was found is there. */
  private ClientGrantStatus moved(ClientGrantStatus status, String clientId, Holdings held) {
    var applying =
        ReadyState.waiting(
            "Applying",
            "What this refers to is now client %s. It gets its grant first.".formatted(clientId));
    return new ClientGrantStatus(
        status.observedGeneration(),
        status.lastHandledReconcileAt(),
        clientId,
        OwnershipMapper.grant(held.grant()),
        OwnershipMapper.former(held.former()),
        status.pending(),
        status.expiresAt(),
        null,
        new Conditions(status.conditions(), status.observedGeneration(), clock.instant())
            .of(applying));
  }
}
