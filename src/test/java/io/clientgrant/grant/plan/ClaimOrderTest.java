package io.clientgrant.grant.plan;

import static io.clientgrant.grant.GrantSamples.ID;
import static io.clientgrant.grant.GrantSamples.KEY;
import static io.clientgrant.grant.GrantSamples.scope;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Digest;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Origin;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.plan.ClaimPosition.HandingOver;
import io.clientgrant.grant.plan.ClaimPosition.Holder;
import io.clientgrant.grant.plan.ClaimPosition.Successor;
import io.clientgrant.grant.plan.ClaimPosition.Waiting;
import io.clientgrant.grant.plan.Observation.Absent;
import io.clientgrant.grant.plan.Observation.Found;
import io.clientgrant.grant.plan.Ownership.None;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.plan.Ownership.PendingCreate;
import io.clientgrant.grant.policy.AdoptionPolicy;
import io.clientgrant.grant.policy.DeletionPolicy;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClaimOrderTest {
  private static final Settings SETTINGS = scope("read");
  private static final Owned HELD = new Owned(ID, KEY, Origin.CREATED, SETTINGS.fields());
  private static final Ownership NONE = new None();
  private static final Ownership PENDING =
      new PendingCreate(Digest.of(KEY, SETTINGS), Instant.EPOCH);
  private static final Observation ABSENT = new Absent();
  private static final Observation FOUND = new Found(new Grant(ID, KEY, SETTINGS, false));

  @Test
  void aSingleClaimantIsTheHolder() {
    assertThat(standing(ABSENT, stays("a", 1, NONE))).isEqualTo(new Holder());
    assertThat(standing(FOUND, leaves("a", 1, HELD))).isEqualTo(new Holder());
  }

  @Test
  void withoutARecordTheOldestClaimantIsFirst() {
    assertThat(standing(ABSENT, stays("a", 1, NONE), stays("b", 2, NONE))).isEqualTo(new Holder());
    assertThat(standing(ABSENT, stays("b", 2, NONE), stays("a", 1, NONE)))
        .isEqualTo(new Waiting("ns/a"));
  }

  @Test
  void ofClaimantsOfTheSameAgeTheSmallestUidIsFirst() {
    assertThat(standing(ABSENT, stays("b", 1, NONE), stays("a", 1, NONE)))
        .isEqualTo(new Waiting("ns/a"));
  }

  @Test
  void aClaimantWithARecordIsBeforeAnOlderOneWithout() {
    assertThat(standing(FOUND, stays("old", 1, NONE), stays("holder", 2, HELD)))
        .isEqualTo(new Waiting("ns/holder"));
    assertThat(standing(ABSENT, stays("old", 1, NONE), stays("creating", 2, PENDING)))
        .isEqualTo(new Waiting("ns/creating"));
  }

  @Test
  void aRecordOfAnotherKeyIsIgnored() {
    var other = new GrantKey("other.auth0.com", KEY.grantee(), KEY.audience(), KEY.subjectType());
    var forged = new Owned(ID, other, Origin.CREATED, SETTINGS.fields());
    assertThat(standing(FOUND, stays("old", 1, NONE), stays("forger", 2, forged)))
        .isEqualTo(new Holder());
  }

  @Test
  void aClaimantThatThePlannerRefusesDoesNotBlockOthers() {
    var refused = claimant("refused", 1, keep(AdoptionPolicy.NEVER), NONE);
    assertThat(standing(FOUND, stays("b", 2, NONE), refused)).isEqualTo(new Holder());
    assertThat(standing(ABSENT, stays("b", 2, NONE), refused)).isEqualTo(new Waiting("ns/refused"));
  }

  @Test
  void aDeletedHolderHandsOverToTheNextClaimant() {
    var holder = leaves("holder", 1, HELD);
    assertThat(standing(FOUND, holder, stays("b", 2, NONE))).isEqualTo(new HandingOver("ns/b"));
    assertThat(standing(FOUND, stays("b", 2, NONE), holder)).isEqualTo(new Successor(HELD));
    assertThat(standing(FOUND, stays("c", 3, NONE), holder, stays("b", 2, NONE)))
        .isEqualTo(new Waiting("ns/holder"));
  }

  @Test
  void aSuccessorNeedsNoAdoptionPolicy() {
    var successor = claimant("heir", 2, keep(AdoptionPolicy.NEVER), NONE);
    assertThat(standing(FOUND, leaves("holder", 1, HELD), successor))
        .isEqualTo(new HandingOver("ns/heir"));
    assertThat(standing(FOUND, successor, leaves("holder", 1, HELD)))
        .isEqualTo(new Successor(HELD));
  }

  /** What was adopted under a cap stays as it was: who wants it otherwise would never take over. */
  @Test
  void aClaimantThatCouldNotManageTheGrantIsNoSuccessor() {
    var adopted = new Owned(ID, KEY, Origin.ADOPTED, SETTINGS.fields());
    var other = new DesiredGrant(KEY, false, scope("write"));
    var successor =
        claimant(
            "heir",
            2,
            new Goal.Ensure(other, AdoptionPolicy.ALWAYS, AdoptionPolicy.IF_IDENTICAL),
            NONE);
    assertThat(standing(FOUND, leaves("holder", 1, adopted), successor)).isEqualTo(new Holder());
    assertThat(standing(FOUND, successor, leaves("holder", 1, adopted)))
        .isEqualTo(new Waiting("ns/holder"));
  }

  @Test
  void theHolderMayGoOnceTheSuccessorHasTheRecord() {
    var holder = leaves("holder", 1, HELD);
    var successor = stays("heir", 2, HELD);
    assertThat(standing(FOUND, holder, successor)).isEqualTo(new Waiting("ns/heir"));
    assertThat(standing(FOUND, successor, holder)).isEqualTo(new Holder());
  }

  /** The tenant may change before the status has it, and an annotation alone proves too little. */
  @Test
  void theHolderStaysWhileOnlyTheAnnotationOfTheSuccessorHasTheRecord() {
    var holder = leaves("holder", 1, HELD);
    var successor = byAnnotation(stays("heir", 2, HELD));
    assertThat(standing(FOUND, holder, successor)).isEqualTo(new HandingOver("ns/heir"));
    assertThat(standing(FOUND, successor, holder)).isEqualTo(new Successor(HELD));
    assertThat(ClaimOrder.recordHolder(successor, List.of(holder))).hasValue(holder);
    assertThat(ClaimOrder.recordHolder(holder, List.of(successor))).hasValue(holder);
  }

  @Test
  void aRestoredOwnerIsBeforeThoseThatOwnNothing() {
    var restored = byAnnotation(stays("restored", 2, HELD));
    assertThat(standing(FOUND, restored, stays("old", 1, NONE))).isEqualTo(new Holder());
    assertThat(standing(FOUND, stays("old", 1, NONE), restored))
        .isEqualTo(new Waiting("ns/restored"));
  }

  /** Neither could tell what there is to inherit: the creation must be settled first. */
  @Test
  void anUnansweredCreationIsNotHandedOver() {
    var creating = leaves("creating", 1, PENDING);
    assertThat(standing(ABSENT, creating, stays("b", 2, NONE))).isEqualTo(new Holder());
    assertThat(standing(ABSENT, stays("b", 2, NONE), creating))
        .isEqualTo(new Waiting("ns/creating"));
  }

  /**
   * The one may have let go because the other stayed then. So the other, when it goes as well, must
   * not count on the one that it still sees.
   */
  @Test
  void ofTwoDeletedHoldersNeitherReliesOnTheOther() {
    for (var age : List.of(1, 2, 3)) {
      var one = leaves("one", 2, HELD);
      assertThat(standing(FOUND, one, stays("other", age, HELD)))
          .isEqualTo(new Waiting("ns/other"));
      assertThat(standing(FOUND, leaves("other", age, HELD), one)).isEqualTo(new Holder());
    }
  }

  @Test
  void aDeletedClaimantWithoutARecordWaitsForADeletedHolder() {
    assertThat(standing(FOUND, leaves("refused", 1, NONE), leaves("holder", 2, HELD)))
        .isEqualTo(new Waiting("ns/holder"));
  }

  /**
   * Everyone decides for itself; no two of any three may come to hold the grant. Only of those that
   * go several may act: a deletion does no harm to a grant that is gone already.
   */
  @Test
  void ofAnyThreeClaimantsAtMostOneActsUnlessAllThatActDelete() {
    var each =
        Stream.of("a", "b", "c")
            .flatMap(name ->
                Stream.of(
                    stays(name, 1, NONE),
                    stays(name, 2, NONE),
                    stays(name, 1, HELD),
                    byAnnotation(stays(name, 1, HELD)),
                    stays(name, 1, PENDING),
                    leaves(name, 1, HELD),
                    leaves(name, 1, PENDING),
                    claimant(name, 1, keep(AdoptionPolicy.NEVER), NONE)))
            .toList();
    for (var observed : List.of(ABSENT, FOUND)) {
      for (var a : each.subList(0, 8)) {
        for (var b : each.subList(8, 16)) {
          for (var c : each.subList(16, 24)) {
            var all = List.of(a, b, c);
            var acting = all.stream().filter(one -> acts(one, observed, all)).toList();
            assertThat(acting.size() <= 1 || acting.stream().allMatch(Claimant::isLeaving))
                .as("%s %s %s %s", observed, a, b, c)
                .isTrue();
          }
        }
      }
    }
  }

  private static boolean acts(Claimant self, Observation observed, List<Claimant> all) {
    var others = all.stream().filter(other -> !other.equals(self)).toList();
    var position = ClaimOrder.position(self, others, observed);
    return switch (Planner.plan(self.goal(), observed, self.ownership(), position)) {
      case Plan.Create _, Plan.Update _, Plan.Delete _, Plan.InSync _, Plan.Adopt _ -> true;
      case Plan.HandOver _, Plan.Release _, Plan.Refuse _, Plan.AwaitPendingCreate _ -> false;
    };
  }

  private static ClaimPosition standing(Observation observed, Claimant self, Claimant... others) {
    return ClaimOrder.position(self, Arrays.asList(others), observed);
  }

  private static Claimant stays(String uid, int since, Ownership ownership) {
    return claimant(uid, since, keep(AdoptionPolicy.ALWAYS), ownership);
  }

  private static Claimant leaves(String uid, int since, Ownership ownership) {
    return claimant(uid, since, new Goal.Remove(KEY, DeletionPolicy.IF_CREATED), ownership);
  }

  private static Goal keep(AdoptionPolicy policy) {
    return new Goal.Ensure(new DesiredGrant(KEY, false, SETTINGS), policy, AdoptionPolicy.ALWAYS);
  }

  private static Claimant claimant(String uid, int since, Goal goal, Ownership ownership) {
    return new Claimant(
        uid, "ns/" + uid, Instant.ofEpochSecond(since), goal, ownership, true, true);
  }

  private static Claimant byAnnotation(Claimant one) {
    return new Claimant(
        one.uid(), one.name(), one.createdAt(), one.goal(), one.ownership(), false, false);
  }
}
