package io.clientgrant.grant.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Digest;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Origin;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.plan.ClaimPosition.HandingOver;
import io.clientgrant.grant.plan.ClaimPosition.Holder;
import io.clientgrant.grant.plan.ClaimPosition.Successor;
import io.clientgrant.grant.plan.ClaimPosition.Waiting;
import io.clientgrant.grant.plan.Observation.Absent;
import io.clientgrant.grant.plan.Observation.Found;
import io.clientgrant.grant.plan.Observation.Indeterminate;
import io.clientgrant.grant.plan.Observation.Replaced;
import io.clientgrant.grant.plan.Ownership.None;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.plan.Ownership.PendingCreate;
import io.clientgrant.grant.policy.AdoptionPolicy;
import io.clientgrant.grant.policy.DeletionPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * An association is planned as a grant without settings is: every case of both is the same, and
 * none changes an association.
 */
class AssociationPlanTest {
  private static final GrantKey GRANT =
      new GrantKey("a.auth0.test", new Grantee.Client("billing"), "https://api", "client");
  private static final GrantKey USE = GRANT.forOrganization("org_1");

  /** A case, so that it can be told of both keys. */
  private record Case(Goal goal, Observation observed, Ownership ownership, ClaimPosition place) {
    Plan plan() {
      return Planner.plan(goal, observed, ownership, place);
    }
  }

  @Test
  void eachCaseHasThePlanThatAGrantWithoutSettingsHas() {
    var ofGrant = cases(GRANT).stream().map(Case::plan).map(Object::getClass).toList();
    var ofUse = cases(USE).stream().map(Case::plan).map(Object::getClass).toList();

    assertThat(ofUse).hasSize(1_008).isEqualTo(ofGrant);
  }

  @Test
  void nothingChangesAnAssociation() {
    assertThat(cases(USE).stream().map(Case::plan))
        .noneMatch(plan ->
            plan instanceof Plan.Update
                || (plan instanceof Plan.Adopt(_, _, var changes) && !changes.isEmpty()));
  }

  @Test
  void theAssociationOfAnotherOrganizationIsNotItsOwn() {
    var other = GRANT.forOrganization("org_2");
    var recorded = new Owned(new GrantId("cgr_1"), other, Origin.CREATED, Set.of());
    var found = new Found(new Grant(new GrantId("cgr_1"), USE, Settings.NONE, false));

    assertThat(
            Planner.plan(
                new Goal.Remove(USE, DeletionPolicy.ALWAYS), found, recorded, new Holder()))
        .isEqualTo(new Plan.Release(Plan.ReleaseReason.NOTHING_LEFT));
  }

  @Test
  void theDigestsOfAGrantAndOfItsUsesDiffer() {
    assertThat(
            Stream.of(GRANT, USE, GRANT.forOrganization("org_2"))
                .map(key -> Digest.of(key, Settings.NONE)))
        .doesNotHaveDuplicates();
    assertThat(USE.ofClientGrant()).isEqualTo(GRANT);
    assertThat(USE.organizationId()).contains("org_1");
  }

  private static List<Case> cases(GrantKey key) {
    var cases = new ArrayList<Case>();
    for (var goal : goals(key)) {
      for (var observed : observations(key)) {
        for (var ownership : ownerships(key)) {
          for (var place :
              List.of(
                  new Holder(),
                  new Waiting("ns/other"),
                  new HandingOver("ns/other"),
                  new Successor(new Owned(new GrantId("cgr_1"), key, Origin.CREATED, Set.of())))) {
            cases.add(new Case(goal, observed, ownership, place));
          }
        }
      }
    }
    return cases;
  }

  private static List<Goal> goals(GrantKey key) {
    return Stream.concat(
            Stream.of(AdoptionPolicy.values())
                .map(adoption ->
                    (Goal)
                        new Goal.Ensure(
                            new DesiredGrant(key, false, Settings.NONE),
                            adoption,
                            AdoptionPolicy.ALWAYS)),
            Stream.of(DeletionPolicy.values())
                .map(deletion -> (Goal) new Goal.Remove(key, deletion)))
        .toList();
  }

  private static List<Observation> observations(GrantKey key) {
    return List.of(
        new Absent(),
        new Indeterminate(),
        new Found(new Grant(new GrantId("cgr_1"), key, Settings.NONE, false)),
        new Found(new Grant(new GrantId("cgr_2"), key, Settings.NONE, false)),
        new Found(new Grant(new GrantId("cgr_1"), key, Settings.NONE, true)),
        new Replaced(
            new Grant(new GrantId("cgr_2"), key, Settings.NONE, false), new GrantId("cgr_1")),
        new Replaced(
            new Grant(new GrantId("cgr_2"), key, Settings.NONE, true), new GrantId("cgr_1")));
  }

  private static List<Ownership> ownerships(GrantKey key) {
    var other = new GrantKey("a.auth0.test", new Grantee.Client("other"), "https://api", "client");
    return List.of(
        new None(),
        new PendingCreate(Digest.of(key, Settings.NONE), Instant.EPOCH),
        new PendingCreate(Digest.of(other, Settings.NONE), Instant.EPOCH),
        new Owned(new GrantId("cgr_1"), key, Origin.CREATED, Set.of()),
        new Owned(new GrantId("cgr_1"), key, Origin.ADOPTED, Set.of()),
        new Owned(new GrantId("cgr_1"), other, Origin.CREATED, Set.of()));
  }
}
