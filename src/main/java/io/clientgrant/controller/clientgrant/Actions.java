package io.clientgrant.controller.clientgrant;

import io.clientgrant.controller.facts.Facts;
import io.clientgrant.controller.status.ReconcileResult.Action;
import io.clientgrant.grant.Change;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.plan.Observation.Found;
import io.clientgrant.grant.plan.Ownership;
import io.clientgrant.grant.plan.Ownership.Owned;
import java.util.List;
import java.util.Set;

/** What was done, as events tell it. */
final class Actions {
  private static final String ASSOCIATIONS =
      " Its associations with organizations are lost, but for those of OrganizationClientGrants.";

  private Actions() {}

  /** What was done to a grant, by what the answers have shown. */
  static Action[] changed(String reason, Grant before, List<Change> changes, Facts facts) {
    var made =
        facts.tenant().grants().observe(before.key()) instanceof Found(var now)
            ? Change.between(now.settings(), before.settings(), Set.of())
            : List.<Change>of();
    return made.isEmpty() && !changes.isEmpty()
        ? new Action[] {}
        : new Action[] {
          new Action(
              reason,
              "%s %s: %s."
                  .formatted(
                      reason, before.name(), made.isEmpty() ? "as it is" : Change.toString(made)))
        };
  }

  static Action created(GrantKey key, GrantId id, Ownership before) {
    return new Action(
        "Created",
        before instanceof Owned gone
            ? "Created %s in place of %s, which is gone.%s"
                .formatted(key.name(id), gone.key().name(gone.id()), lost(key))
            : "Created %s.".formatted(key.name(id)));
  }

  static Action replaced(Grant grant, GrantId gone) {
    var key = grant.key();
    return new Action(
        "Replaced",
        "%s for %s is gone, and somebody has made %s in its place.%s"
            .formatted(
                Grant.capitalized(key.name(gone)), key.ofClientGrant(), grant.name(), lost(key)));
  }

  private static String lost(GrantKey key) {
    return key.isForOrganization() ? "" : ASSOCIATIONS;
  }
}
