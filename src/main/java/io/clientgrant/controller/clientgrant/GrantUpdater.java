package io.clientgrant.controller.clientgrant;

import io.clientgrant.auth0.failure.Failure;
import io.clientgrant.auth0.failure.Failure.UndefinedScopes;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.controller.clientgrant.CrashPoint.Place;
import io.clientgrant.controller.facts.Facts;
import io.clientgrant.grant.Change;
import io.clientgrant.grant.Field;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.Value.StringSet;
import io.clientgrant.grant.Withdrawal;
import io.clientgrant.grant.plan.Observation.Found;
import io.clientgrant.grant.plan.Ownership.Owned;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sends the calls that change one grant. If Auth0 refuses the change as a whole, what it takes away
 * is sent by itself, one field at a time, so that nothing else holds a revocation back.
 */
final class GrantUpdater {
  private final Grant grant;
  private final Facts facts;
  private final CrashPoint crashPoint;

  /**
   * @param grant the grant as it was last seen
   */
  GrantUpdater(Grant grant, Facts facts, CrashPoint crashPoint) {
    this.grant = grant;
    this.facts = facts;
    this.crashPoint = crashPoint;
  }

  /**
   * Changes the grant.
   *
   * @param pursued what the resource holds, with every field that the changes are about
   * @return why the grant was not wholly changed; empty if no call failed
   */
  Optional<Failure> update(List<Change> changes, Owned pursued) {
    for (var patch : Change.patches(changes)) {
      var failure = send(patch);
      if (failure.isPresent()) {
        return failure.get().isRefusal()
            ? Optional.of(
                withdraw(new Refused(patch, failure.get(), undefinedScopes(patch)), pursued))
            : failure;
      }
      if (!isShown(patch)) {
        break; // the next call would build on what Auth0 has not taken
      }
    }
    return Optional.empty();
  }

  private boolean isShown(Settings patch) {
    return facts.tenant().grants().observe(grant.key()) instanceof Found(var now)
        && Change.between(patch, now.settings(), Set.of()).isEmpty();
  }

  /**
   * A call that Auth0 has refused.
   *
   * @param undefined the scopes in it that the API is known not to define
   */
  private record Refused(Settings patch, Failure failure, Set<String> undefined) {
    /** The failure, which also names those scopes. */
    Failure explained() {
      return failure instanceof UndefinedScopes(var message) && !undefined.isEmpty()
          ? new UndefinedScopes(
              "%s. The API does not define %s."
                  .formatted(message, String.join(" ", new TreeSet<>(undefined))))
          : failure;
    }
  }

  /**
   * Takes away what can be taken away.
   *
   * @return what is in the way of the rest: the refusal, or what went wrong meanwhile
   */
  private Failure withdraw(Refused refused, Owned pursued) {
    for (var step : facts.excess(pursued)) {
      var failure = take(step, refused).filter(other -> !other.isRefusal());
      if (failure.isPresent()) {
        return failure.get();
      }
    }
    return refused.explained();
  }

  /** Takes a step; if that is refused, the step that leaves less. */
  private Optional<Failure> take(Withdrawal step, Refused refused) {
    var patch = step.patch();
    var failure = patch.equals(refused.patch()) ? Optional.of(refused.failure()) : send(patch);
    return failure.isPresent() && failure.get() instanceof UndefinedScopes
        ? step.afterRefusal(refused.undefined()).map(less -> take(less, refused)).orElse(failure)
        : failure;
  }

  private Optional<Failure> send(Settings patch) {
    try {
      facts.tenant().grants().update(grant, patch, facts.resource().origin());
      crashPoint.reach(Place.UPDATED);
      return Optional.empty();
    } catch (TenantException e) {
      return Optional.of(e.failure());
    }
  }

  private Set<String> undefinedScopes(Settings patch) {
    return patch.effective(Field.SCOPE) instanceof StringSet(var scopes) && !scopes.isEmpty()
        ? facts.tenant().apiScopes().undeclaredNow(grant.key().audience(), scopes)
        : Set.of();
  }
}
