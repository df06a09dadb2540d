package io.clientgrant.controller.tenant;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.Condition;
import io.clientgrant.api.GrantResource;
import io.clientgrant.auth0.Tenant;
import io.clientgrant.controller.index.ClientGrantIndex;
import io.clientgrant.controller.index.OwnershipMapper;
import io.clientgrant.controller.index.Ownerships;
import io.clientgrant.controller.index.SpecMapper;
import io.clientgrant.controller.status.Conditions;
import io.clientgrant.controller.status.ReadyState;
import io.clientgrant.controller.status.Remark;
import io.clientgrant.grant.Change;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.plan.Observation.Found;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the ClientGrants whose status is not true any more: they are said to be Ready though the
 * tenant shows something else; their end date has come, or was said to have come and has not; or
 * their API declares other scopes. Those that refer to their client are all looked at: nobody
 * watches what they refer to. A resync reports only what has changed since the last look; this
 * compares with what each ClientGrant asks for.
 *
 * @param tenant the tenant, as last seen
 * @param domain its domain
 * @param index what the ClientGrants ask for
 * @param ownerships what the ClientGrants own
 * @param changed the keys whose claimants are reconciled anyway
 */
record OutOfDate(
    Tenant tenant,
    String domain,
    ClientGrantIndex index,
    Ownerships ownerships,
    Set<GrantKey> changed)
    implements Predicate<GrantResource> {
  /** The reasons of ClientGrants that may not have what they ask for, or are left alone. */
  private static final Set<String> NOT_SERVED =
      Set.of(
          "NotAllowed",
          "SystemApi",
          "OwnClient",
          "Suspended",
          ReadyState.LET_GO,
          ReadyState.EXPIRED);

  /** The reasons that a ClientGrant has whose end date has come, and otherwise only in deletion. */
  private static final Set<String> AT_AN_END =
      Set.of(ReadyState.EXPIRED, ReadyState.DELETION_BLOCKED, "WouldDelete", "WouldHandOver");

  @Override
  public boolean test(GrantResource resource) {
    var conditions = conditions(resource);
    return resource instanceof ClientGrant grant
        && index.key(grant, domain).filter(changed::contains).isEmpty()
        && (SpecMapper.refersToClient(grant)
            || (Conditions.isReady(conditions) && !isAsAsked(grant))
            || isWrongAboutItsEnd(resource, conditions));
  }

  /** Whether a status tells something else of the scopes than the APIs do. */
  boolean isWrongAboutScopes(GrantResource resource) {
    return served(resource, index)
        .filter(grant ->
            index
                .desired(grant, domain)
                .filter(asked -> isWrongAboutScopes(grant, asked))
                .isPresent())
        .isPresent();
  }

  private boolean isWrongAboutScopes(ClientGrant grant, DesiredGrant desired) {
    var audience = desired.key().audience();
    if (tenant.apiScopes().isAwaited(audience)) {
      return false;
    }
    var undeclared = tenant.apiScopes().undeclared(audience, SpecMapper.namedScopes(desired));
    return !Remark.shownOfScopes(conditions(grant))
        .equals(
            undeclared.isEmpty()
                ? List.of()
                : List.of(Remark.undeclared(audience, undeclared).asShown()));
  }

  /** The APIs whose scopes are named by some of these ClientGrants, which may have them. */
  static Set<String> namedApis(
      Stream<GrantResource> resources, ClientGrantIndex index, String domain) {
    return resources
        .flatMap(resource -> served(resource, index).stream())
        .flatMap(grant -> index.desired(grant, domain).stream())
        .filter(desired -> !SpecMapper.namedScopes(desired).isEmpty())
        .map(desired -> desired.key().audience())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * A ClientGrant that may have what it asks for. One that was just reconciled for the first time
   * is read again: the list of all may not have its status yet.
   */
  private static Optional<ClientGrant> served(GrantResource resource, ClientGrantIndex index) {
    if (!(resource instanceof ClientGrant grant)) {
      return Optional.empty();
    }
    return Optional.of(grant)
        .filter(OutOfDate::isServed)
        .or(() ->
            index
                .read(ClientGrant.class, ResourceID.fromResource(grant))
                .filter(OutOfDate::isServed));
  }

  private static boolean isServed(GrantResource resource) {
    return !resource.isMarkedForDeletion()
        && Conditions.summary(conditions(resource))
            .filter(shown -> !NOT_SERVED.contains(shown.reason()))
            .isPresent();
  }

  private boolean isAsAsked(ClientGrant resource) {
    return ownerships.of(resource) instanceof Owned owned
        && index.desired(resource, domain).filter(asked -> isAsAsked(owned, asked)).isPresent();
  }

  private boolean isAsAsked(Owned owned, DesiredGrant desired) {
    return tenant.grants().observe(desired.key()) instanceof Found(var grant)
        && owned.matches(grant)
        && Change.between(desired.settings(), grant.settings(), owned.managedFields()).isEmpty();
  }

  /**
   * A timer sees to the end date. But it stands still while the machine sleeps, and the tenant may
   * have told a wrong time.
   */
  private boolean isWrongAboutItsEnd(GrantResource resource, List<Condition> conditions) {
    var end = OwnershipMapper.endDate(resource.getStatus());
    var shown = Conditions.summary(conditions);
    var beyond = end.map(ReadyState::suspendedBeyond).map(ReadyState::message);
    var tellsIt =
        shown
            .filter(summary ->
                AT_AN_END.contains(summary.reason())
                    || beyond.filter(summary.message()::equals).isPresent())
            .isPresent();
    var now = tenant.time();
    var hasCome = now.isPresent() && end.filter(at -> !now.get().isBefore(at)).isPresent();
    return hasCome
        ? !tellsIt
            && ownerships.of(resource) instanceof Owned
            && shown.filter(summary -> summary.reason().equals(ReadyState.LET_GO)).isEmpty()
        : tellsIt && !resource.isMarkedForDeletion(); // which is blocked for another reason
  }

  private static List<Condition> conditions(GrantResource resource) {
    var status = resource.getStatus();
    return status == null ? List.of() : Objects.requireNonNullElse(status.conditions(), List.of());
  }
}
