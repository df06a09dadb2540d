package io.clientgrant.grant;

import static io.clientgrant.grant.Sample.ID;
import static io.clientgrant.grant.Sample.KEY;
import static io.clientgrant.grant.Sample.scope;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.grant.GrantRecord.Held;
import io.clientgrant.grant.GrantRecord.None;
import io.clientgrant.grant.GrantRecord.Pending;
import io.clientgrant.grant.Observation.Absent;
import io.clientgrant.grant.Observation.Found;
import io.clientgrant.grant.Standing.Behind;
import io.clientgrant.grant.Standing.Bequeathing;
import io.clientgrant.grant.Standing.First;
import io.clientgrant.grant.Standing.Heir;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SuccessionTest {
  private static final Settings SETTINGS = scope("read");
  private static final Held HELD = new Held(ID, KEY, Origin.CREATED, SETTINGS.fields());
  private static final GrantRecord NONE = new None();
  private static final GrantRecord PENDING = new Pending(Digest.of(KEY, SETTINGS), Instant.EPOCH);
  private static final Observation ABSENT = new Absent();
  private static final Observation FOUND = new Found(new Grant(ID, KEY, SETTINGS, false));

  @Test
  void whoIsAloneIsFirst() {
    assertThat(standing(ABSENT, stays("a", 1, NONE))).isEqualTo(new First());
    assertThat(standing(FOUND, leaves("a", 1, HELD))).isEqualTo(new First());
  }

  @Test
  void amongThoseWithoutARecordTheOldestIsFirst() {
    assertThat(standing(ABSENT, stays("a", 1, NONE), stays("b", 2, NONE))).isEqualTo(new First());
    assertThat(standing(ABSENT, stays("b", 2, NONE), stays("a", 1, NONE)))
        .isEqualTo(new Behind("ns/a"));
  }

  @Test
  void ofTheSameAgeTheSmallestUidIsFirst() {
    assertThat(standing(ABSENT, stays("b", 1, NONE), stays("a", 1, NONE)))
        .isEqualTo(new Behind("ns/a"));
  }

  @Test
  void whoIsOnRecordIsBeforeWhoIsOlder() {
    assertThat(standing(FOUND, stays("old", 1, NONE), stays("holder", 2, HELD)))
        .isEqualTo(new Behind("ns/holder"));
    assertThat(standing(ABSENT, stays("old", 1, NONE), stays("creating", 2, PENDING)))
        .isEqualTo(new Behind("ns/creating"));
  }

  @Test
  void aRecordOfAnotherKeyCountsForNothing() {
    var other = new GrantKey("other.auth0.com", KEY.grantee(), KEY.audience(), KEY.subjectType());
    var forged = new Held(ID, other, Origin.CREATED, SETTINGS.fields());
    assertThat(standing(FOUND, stays("old", 1, NONE), stays("forger", 2, forged)))
        .isEqualTo(new First());
  }

  @Test
  void whoThePlannerRefusesIsNotInTheWay() {
    var refused = claimant("refused", 1, keep(AdoptionPolicy.NEVER), NONE);
    assertThat(standing(FOUND, stays("b", 2, NONE), refused)).isEqualTo(new First());
    assertThat(standing(ABSENT, stays("b", 2, NONE), refused)).isEqualTo(new Behind("ns/refused"));
  }

  @Test
  void whenTheHolderGoesTheNextInLineInherits() {
    var holder = leaves("holder", 1, HELD);
    assertThat(standing(FOUND, holder, stays("b", 2, NONE))).isEqualTo(new Bequeathing("ns/b"));
    assertThat(standing(FOUND, stays("b", 2, NONE), holder)).isEqualTo(new Heir(HELD));
    assertThat(standing(FOUND, stays("c", 3, NONE), holder, stays("b", 2, NONE)))
        .isEqualTo(new Behind("ns/holder"));
  }

  @Test
  void anHeirNeedNotBeOneWhoMightAdopt() {
    var heir = claimant("heir", 2, keep(AdoptionPolicy.NEVER), NONE);
    assertThat(standing(FOUND, leaves("holder", 1, HELD), heir))
        .isEqualTo(new Bequeathing("ns/heir"));
    assertThat(standing(FOUND, heir, leaves("holder", 1, HELD))).isEqualTo(new Heir(HELD));
  }

  /** What was adopted under a cap stays as it was: who wants it otherwise would never take over. */
  @Test
  void anHeirMustBeOneWhoTakesTheGrant() {
    var adopted = new Held(ID, KEY, Origin.ADOPTED, SETTINGS.fields());
    var other = new DesiredGrant(KEY, false, scope("write"));
    var heir =
        claimant(
            "heir",
            2,
            new Goal.Keep(other, AdoptionPolicy.ALWAYS, AdoptionPolicy.IF_IDENTICAL),
            NONE);
    assertThat(standing(FOUND, leaves("holder", 1, adopted), heir)).isEqualTo(new First());
    assertThat(standing(FOUND, heir, leaves("holder", 1, adopted)))
        .isEqualTo(new Behind("ns/holder"));
  }

  @Test
  void onceTheHeirIsOnRecordTheHolderMayGo() {
    var holder = leaves("holder", 1, HELD);
    var heir = stays("heir", 2, HELD);
    assertThat(standing(FOUND, holder, heir)).isEqualTo(new Behind("ns/heir"));
    assertThat(standing(FOUND, heir, holder)).isEqualTo(new First());
  }

  /** Neither could tell what there is to inherit: the creation must be settled first. */
  @Test
  void aCreationThatIsNotSettledIsNotInherited() {
    var creating = leaves("creating", 1, PENDING);
    assertThat(standing(ABSENT, creating, stays("b", 2, NONE))).isEqualTo(new First());
    assertThat(standing(ABSENT, stays("b", 2, NONE), creating))
        .isEqualTo(new Behind("ns/creating"));
  }

  /**
   * The one may have let go because the other stayed then. So the other, when it goes as well, must
   * not count on the one that it still sees.
   */
  @Test
  void ofTwoThatGoNeitherCountsOnTheOther() {
    for (var age : List.of(1, 2, 3)) {
      var one = leaves("one", 2, HELD);
      assertThat(standing(FOUND, one, stays("other", age, HELD))).isEqualTo(new Behind("ns/other"));
      assertThat(standing(FOUND, leaves("other", age, HELD), one)).isEqualTo(new First());
    }
  }

  @Test
  void whoWasNeverAllowedTheGrantLeavesItToWhoGoesAndWas() {
    assertThat(standing(FOUND, leaves("refused", 1, NONE), leaves("holder", 2, HELD)))
        .isEqualTo(new Behind("ns/holder"));
  }

  /**
   * Everyone decides for itself; no two of any three may come to hold the grant. Only of those that
   * go several may act: a deletion does no harm to a grant that is gone already.
   */
  @Test
  void ofAnyThreeAtMostOneActsOrAllThatDoDelete() {
    var each =
        Stream.of("a", "b", "c")
            .flatMap(name ->
                Stream.of(
                    stays(name, 1, NONE),
                    stays(name, 2, NONE),
                    stays(name, 1, HELD),
                    stays(name, 1, PENDING),
                    leaves(name, 1, HELD),
                    leaves(name, 1, PENDING),
                    claimant(name, 1, keep(AdoptionPolicy.NEVER), NONE)))
            .toList();
    for (var observed : List.of(ABSENT, FOUND)) {
      for (var a : each.subList(0, 7)) {
        for (var b : each.subList(7, 14)) {
          for (var c : each.subList(14, 21)) {
            var all = List.of(a, b, c);
            var acting = all.stream().filter(one -> acts(one, observed, all)).toList();
            assertThat(acting.size() <= 1 || acting.stream().allMatch(Claimant::leaves))
                .as("%s %s %s %s", observed, a, b, c)
                .isTrue();
          }
        }
      }
    }
  }

  private static boolean acts(Claimant self, Observation observed, List<Claimant> all) {
    var others = all.stream().filter(other -> !other.equals(self)).toList();
    var standing = Succession.standing(self, others, observed);
    return switch (Planner.plan(self.goal(), observed, self.record(), standing)) {
      case Plan.Create _, Plan.Update _, Plan.Delete _, Plan.InSync _, Plan.Adopt _ -> true;
      case Plan.HandOver _, Plan.LetGo _, Plan.Refuse _, Plan.Wait _ -> false;
    };
  }

  private static Standing standing(Observation observed, Claimant self, Claimant... others) {
    return Succession.standing(self, Arrays.asList(others), observed);
  }

  private static Claimant stays(String uid, int since, GrantRecord record) {
    return claimant(uid, since, keep(AdoptionPolicy.ALWAYS), record);
  }

  private static Claimant leaves(String uid, int since, GrantRecord record) {
    return claimant(uid, since, new Goal.Leave(KEY, DeletionPolicy.IF_CREATED), record);
  }

  private static Goal keep(AdoptionPolicy policy) {
    return new Goal.Keep(new DesiredGrant(KEY, false, SETTINGS), policy, AdoptionPolicy.ALWAYS);
  }

  private static Claimant claimant(String uid, int since, Goal goal, GrantRecord record) {
    return new Claimant(uid, "ns/" + uid, Instant.ofEpochSecond(since), goal, record);
  }
}
