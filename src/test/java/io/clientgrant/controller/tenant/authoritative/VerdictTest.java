package io.clientgrant.controller.tenant.authoritative;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.controller.tenant.authoritative.Verdict.Step;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.policy.Glob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done about grants that nobody declares. */
class VerdictTest {
  private static final String DOMAIN = "example.eu.auth0.com";
  private static final String API = "https://api.example.com/invoices";
  private static final String MANAGEMENT_API = "https://example.eu.auth0.com/api/v2/";
  private static final Duration GRACE = Duration.ofHours(1);
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

  @Test
  void ifEveryGrantIsDeclaredThereIsNothingToDo() {
    var verdict = Verdict.of(revoking(100, grants(3)).declaring(_ -> true).at(NOW));

    assertThat(verdict.step()).isEqualTo(new Step.Nothing());
    assertThat(verdict.covered()).isEqualTo(3);
    assertThat(verdict.known()).isEmpty();
  }

  @Test
  void onlyGrantsOnTheseApisAreMeant() {
    var other = grant(2, "https://api.example.org/other");

    var verdict = Verdict.of(revoking(100, List.of(grant(1), other)).at(NOW));

    assertThat(verdict.undeclared()).containsExactly(grant(1));
    assertThat(verdict.covered()).isEqualTo(1);
  }

  @Test
  void aDefaultGrantIsMeantToo() {
    var byDefault = grant(1, new Grantee.DefaultFor("third_party_clients"), API, false);

    assertThat(Verdict.of(revoking(100, List.of(byDefault)).at(NOW)).undeclared())
        .containsExactly(byDefault);
  }

  /** However long it was recorded, and whoever has consented. */
  @Test
  void aSystemGrantIsNeverMeant() {
    var system = grant(1, new Grantee.Client("client-1"), API, true);

    assertThat(forLong(List.of(system)).step()).isEqualTo(new Step.Nothing());
  }

  @Test
  void aGrantOfTheOperatorsOwnClientIsNeverMeant() {
    var own = grant(1, new Grantee.Client("operator"), API, false);

    assertThat(forLong(List.of(own)).step()).isEqualTo(new Step.Nothing());
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "https://*", "https://example.eu.auth0.com/*"})
  void aPatternNeverMeansAuth0sOwnApis(String pattern) {
    var verdict = Verdict.of(on(pattern, List.of(grant(1, MANAGEMENT_API))).at(NOW));

    assertThat(verdict.covered()).isZero();
  }

  @Test
  void auth0sOwnApiIsMeantIfItIsListedLiterally() {
    var verdict = Verdict.of(on(MANAGEMENT_API, List.of(grant(1, MANAGEMENT_API))).at(NOW));

    assertThat(verdict.undeclared()).hasSize(1);
  }

  @Test
  void whoOnlyWantsAReportGetsNoGracePeriod() {
    var verdict = Verdict.of(reporting(grants(2)).at(NOW));

    assertThat(verdict.step()).isEqualTo(new Step.Report());
    assertThat(verdict.found()).containsExactly(grant(1), grant(2));
    assertThat(verdict.known()).containsExactly(known(1, null), known(2, null));
  }

  @Test
  void aGrantIsToldOfOnce() {
    var verdict = Verdict.of(reporting(grants(2)).knowing(known(1, null)).at(NOW));

    assertThat(verdict.found()).containsExactly(grant(2));
    assertThat(verdict.known()).hasSize(2);
  }

  @Test
  void theGracePeriodBeginsWhenAGrantIsFirstSeen() {
    var verdict = Verdict.of(revoking(100, grants(1)).at(NOW.plusMillis(700)));

    assertThat(verdict.known()).containsExactly(known(1, NOW));
    assertThat(verdict.step()).isEqualTo(new Step.Await(NOW.plus(GRACE)));
  }

  @Test
  void nothingIsDeletedBeforeItEnds() {
    var verdict = Verdict.of(recorded(grants(1)).at(NOW.plus(GRACE).minusMillis(1)));

    assertThat(verdict.step()).isEqualTo(new Step.Await(NOW.plus(GRACE)));
  }

  @Test
  void aGrantIsDeletedWhenItEnds() {
    var verdict = Verdict.of(recorded(grants(1)).at(NOW.plus(GRACE)));

    assertThat(verdict.step()).isEqualTo(new Step.Revoke(grants(1)));
  }

  @Test
  void onlyThoseWhoseGracePeriodHasEndedAreDeleted() {
    var verdict =
        Verdict.of(
            revoking(100, grants(3))
                .knowing(known(1, NOW), known(2, NOW.plusSeconds(1)))
                .at(NOW.plus(GRACE)));

    assertThat(verdict.step()).isEqualTo(new Step.Revoke(grants(1)));
    assertThat(verdict.known())
        .containsExactly(known(1, NOW), known(2, NOW.plusSeconds(1)), known(3, NOW.plus(GRACE)));
  }

  /** So that a restart that has lost the record begins anew. */
  @Test
  void whatIsNotRecordedIsNotDeletedHoweverShortTheGracePeriod() {
    var authority = new Authority(Glob.of(List.of(API)), true, Duration.ZERO, 100);

    var verdict = Verdict.of(new Builder(authority, grants(1)).at(NOW));

    assertThat(verdict.step()).isEqualTo(new Step.Await(NOW));
  }

  @Test
  void aGrantThatIsDeclaredIsForgottenAndBeginsAnew() {
    var declared =
        Verdict.of(recorded(grants(1)).declaring(_ -> true).at(NOW.plus(GRACE).minusSeconds(1)));
    assertThat(declared.known()).isEmpty();

    var again = Verdict.of(revoking(100, grants(1)).at(NOW.plus(GRACE)));
    assertThat(again.step()).isEqualTo(new Step.Await(NOW.plus(GRACE).plus(GRACE)));
  }

  @Test
  void aGrantThatIsGoneIsForgotten() {
    assertThat(Verdict.of(recorded(grants(2)).holding(grants(1)).at(NOW)).known())
        .containsExactly(known(1, NOW));
  }

  /** Somebody has seen the reports for long, and not that anything would be deleted. */
  @Test
  void theGracePeriodBeginsWhenTheOwnerAsksForIt() {
    var verdict = Verdict.of(revoking(100, grants(1)).knowing(known(1, null)).at(NOW));

    assertThat(verdict.known()).containsExactly(known(1, NOW));
    assertThat(verdict.found()).isEmpty();
    assertThat(verdict.step()).isEqualTo(new Step.Await(NOW.plus(GRACE)));
  }

  @Test
  void itEndsWhenTheOwnerOnlyWantsAReportAgain() {
    var verdict = Verdict.of(reporting(grants(1)).knowing(known(1, NOW)).at(NOW));

    assertThat(verdict.known()).containsExactly(known(1, null));
  }

  @Test
  void aRecordOfTheFutureWaits() {
    var verdict = Verdict.of(revoking(100, grants(1)).knowing(known(1, NOW.plus(GRACE))).at(NOW));

    assertThat(verdict.step()).isInstanceOf(Step.Await.class);
  }

  @Test
  void theShareItselfMayBeDeleted() {
    var verdict = Verdict.of(tenth(1).at(NOW.plus(GRACE)));

    assertThat(verdict.step()).isEqualTo(new Step.Revoke(grants(1)));
  }

  @Test
  void moreThanTheShareNeedsAPersonsConsent() {
    var verdict = Verdict.of(tenth(2).at(NOW.plus(GRACE)));

    assertThat(verdict.step()).isEqualTo(new Step.AskForConsent(grants(2), NOW));
  }

  @Test
  void theShareIsThatOfAllUndeclaredGrantsDueOrNot() {
    var verdict = Verdict.of(tenth(2).knowing(known(1, NOW)).at(NOW.plus(GRACE)));

    assertThat(verdict.step()).isEqualTo(new Step.AskForConsent(grants(1), NOW));
  }

  @Test
  void grantsThatMustNotBeDeclaredDoNotCount() {
    var many =
        Stream.concat(
                IntStream.rangeClosed(1, 10).mapToObj(VerdictTest::grant),
                IntStream.rangeClosed(11, 99)
                    .mapToObj(
                        number -> grant(number, new Grantee.Client("client-" + number), API, true)))
            .toList();

    var verdict = Verdict.of(tenth(2).holding(many).at(NOW.plus(GRACE)));

    assertThat(verdict.covered()).isEqualTo(10);
    assertThat(verdict.step()).isInstanceOf(Step.AskForConsent.class);
  }

  @Test
  void withAConsentTheyAreDeleted() {
    var verdict = Verdict.of(tenth(2).consenting(NOW).at(NOW.plus(GRACE)));

    assertThat(verdict.step()).isEqualTo(new Step.Revoke(grants(2)));
  }

  @Test
  void aConsentIsNotAboutGrantsThatWereFoundLater() {
    var later = NOW.plusSeconds(1);
    var situation = tenth(2).knowing(known(1, NOW), known(2, later)).consenting(NOW);

    assertThat(Verdict.of(situation.at(later.plus(GRACE))).step())
        .isEqualTo(new Step.Revoke(grants(1)));
    assertThat(Verdict.of(situation.consenting(NOW.minusSeconds(1)).at(later.plus(GRACE))).step())
        .isEqualTo(new Step.AskForConsent(grants(2), later));
  }

  @Test
  void aConsentShortensNoGracePeriod() {
    assertThat(Verdict.of(tenth(2).consenting(NOW).at(NOW)).step())
        .isEqualTo(new Step.Await(NOW.plus(GRACE)));
  }

  @Test
  void whoMayNotWriteTellsWhatWouldBeDeleted() {
    assertThat(Verdict.of(tenth(1).reading().at(NOW.plus(GRACE))).step())
        .isEqualTo(new Step.Pretend(grants(1), false));
    assertThat(Verdict.of(tenth(2).reading().consenting(NOW).at(NOW.plus(GRACE))).step())
        .isEqualTo(new Step.Pretend(grants(2), true));
  }

  @Test
  void manyAreToldOfAndRecordedInParts() {
    var all = grants(500);
    List<KnownGrant> known = List.of();
    var told = new ArrayList<Grant>();
    for (var look = 1; look <= 20; look++) {
      var verdict = Verdict.of(reporting(all).knowing(known).at(NOW));
      assertThat(verdict.found()).hasSizeLessThanOrEqualTo(Verdict.MOST_FOUND);
      assertThat(verdict.undeclared()).hasSize(500);
      told.addAll(verdict.found());
      known = verdict.known();
    }
    assertThat(known).hasSize(Verdict.MOST_KNOWN);
    assertThat(told).hasSize(Verdict.MOST_KNOWN).doesNotHaveDuplicates();
  }

  /** Whatever comes and goes, and however often the tenant is looked at. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void noMoreThanTheShareIsDeletedWithinAGracePeriod(long seed) {
    var random = new Random(seed);
    Map<GrantId, Grant> held = new HashMap<>();
    grants(100).forEach(grant -> held.put(grant.id(), grant));
    var declared = new HashSet<GrantKey>();
    held.values().forEach(grant -> declared.add(grant.key()));
    var deleted = new ArrayList<Instant>();
    List<KnownGrant> known = List.of();
    var now = NOW;
    for (var look = 0; look < 500; look++) {
      now = now.plusSeconds(random.nextInt(600));
      if (random.nextInt(4) == 0) {
        declared.stream()
            .skip(random.nextInt(declared.size()))
            .findFirst()
            .ifPresent(key -> {
              if (declared.size() > 1) {
                declared.remove(key);
              }
            });
      }
      var verdict =
          Verdict.of(
              revoking(10, List.copyOf(held.values()))
                  .declaring(declared::contains)
                  .knowing(known)
                  .at(now));
      known = verdict.known();
      if (verdict.step() instanceof Step.Revoke(var due)) {
        var before = held.size();
        for (var grant : due) {
          held.remove(grant.id());
          deleted.add(now);
        }
        var since = now.minus(GRACE);
        assertThat(deleted.stream().filter(at -> at.isAfter(since)).count() * 10)
            .isLessThanOrEqualTo(before + deleted.stream().filter(at -> at.isAfter(since)).count());
      }
    }
    assertThat(deleted).isNotEmpty();
  }

  private static Verdict forLong(List<Grant> grants) {
    return Verdict.of(
        revoking(100, grants)
            .knowing(known(1, NOW.minus(Duration.ofDays(365))))
            .consenting(NOW)
            .at(NOW));
  }

  /** A tenant with ten grants, of which some were found undeclared; a tenth may be deleted. */
  private static Builder tenth(int undeclared) {
    var ids = grants(undeclared).stream().map(Grant::key).toList();
    return revoking(10, grants(10))
        .declaring(key -> !ids.contains(key))
        .knowing(
            grants(undeclared).stream().map(grant -> new KnownGrant(grant.id(), NOW)).toList());
  }

  /** All of which were found undeclared. */
  private static Builder recorded(List<Grant> grants) {
    return revoking(100, grants)
        .knowing(grants.stream().map(grant -> new KnownGrant(grant.id(), NOW)).toList());
  }

  private static Builder revoking(int percent, List<Grant> grants) {
    return new Builder(new Authority(Glob.of(List.of(API)), true, GRACE, percent), grants);
  }

  private static Builder reporting(List<Grant> grants) {
    return new Builder(new Authority(Glob.of(List.of(API)), false, GRACE, 10), grants);
  }

  private static Builder on(String pattern, List<Grant> grants) {
    return new Builder(new Authority(Glob.of(List.of(pattern)), true, GRACE, 10), grants);
  }

  /** A situation but for the time. */
  private record Builder(
      Authority authority,
      List<Grant> grants,
      Predicate<GrantKey> isDeclared,
      List<KnownGrant> known,
      @Nullable Instant consent,
      boolean mayWrite) {
    Builder(Authority authority, List<Grant> grants) {
      this(authority, grants, _ -> false, List.of(), null, true);
    }

    Builder holding(List<Grant> others) {
      return new Builder(authority, others, isDeclared, known, consent, mayWrite);
    }

    Builder declaring(Predicate<GrantKey> which) {
      return new Builder(authority, grants, which, known, consent, mayWrite);
    }

    Builder knowing(KnownGrant... which) {
      return knowing(List.of(which));
    }

    Builder knowing(List<KnownGrant> which) {
      return new Builder(authority, grants, isDeclared, which, consent, mayWrite);
    }

    Builder consenting(Instant since) {
      return new Builder(authority, grants, isDeclared, known, since, mayWrite);
    }

    Builder reading() {
      return new Builder(authority, grants, isDeclared, known, consent, false);
    }

    Situation at(Instant now) {
      return new Situation(
          authority, grants, Set.of("operator"), isDeclared, known, now, consent, mayWrite);
    }
  }

  private static KnownGrant known(int number, @Nullable Instant since) {
    return new KnownGrant(id(number), since);
  }

  private static List<Grant> grants(int last) {
    return IntStream.rangeClosed(1, last).mapToObj(VerdictTest::grant).toList();
  }

  private static Grant grant(int number) {
    return grant(number, API);
  }

  private static Grant grant(int number, String audience) {
    return grant(number, new Grantee.Client("client-" + number), audience, false);
  }

  private static Grant grant(int number, Grantee grantee, String audience, boolean system) {
    return new Grant(
        id(number), new GrantKey(DOMAIN, grantee, audience, "client"), Settings.NONE, system);
  }

  private static GrantId id(int number) {
    return new GrantId("cgr_%04d".formatted(number));
  }
}
