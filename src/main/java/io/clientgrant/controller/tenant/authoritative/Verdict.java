package io.clientgrant.controller.tenant.authoritative;

import static java.util.function.Predicate.not;

import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is to be done about the undeclared grants of a tenant; a pure function of the situation.
 *
 * <p>A grant is deleted only if the status has recorded it for the whole grace period. The share is
 * that of all undeclared grants, due or not. So no more than the share is ever deleted within one
 * grace period: what is deleted within it was undeclared at its beginning.
 *
 * @param covered how many grants must be declared
 * @param undeclared those of them that nobody declares
 * @param known what is to be recorded of them
 * @param found those that are recorded for the first time, and are to be told of
 * @param step what is to be done
 */
record Verdict(
    int covered, List<Grant> undeclared, List<KnownGrant> known, List<Grant> found, Step step) {
  /** As many as a status has room for. The others follow when these have gone. */
  static final int MOST_KNOWN = 200;

  /** As many as are told of at once. The others follow with the next look. */
  static final int MOST_FOUND = 25;

  private static final int PERCENT = 100;

  /** What is to be done. */
  sealed interface Step {
    /** Nothing: every grant is declared. */
    record Nothing() implements Step {}

    /** To tell of them is all that the owner wants. */
    record Report() implements Step {}

    /**
     * To wait for the end of a grace period.
     *
     * @param end the first one that ends
     */
    record Await(Instant end) implements Step {}

    /**
     * To ask a person, because they are too large a share.
     *
     * @param due the grants that a consent would be about
     * @param since the consent that is asked for
     */
    record AskForConsent(List<Grant> due, Instant since) implements Step {}

    /** To delete these grants. */
    record Revoke(List<Grant> due) implements Step {}

    /**
     * To tell what would be deleted.
     *
     * @param due the grants
     * @param afterConsent whether a person would be asked first
     */
    record Pretend(List<Grant> due, boolean afterConsent) implements Step {}
  }

  /** Copies, so that it never changes. */
  Verdict {
    undeclared = List.copyOf(undeclared);
    known = List.copyOf(known);
    found = List.copyOf(found);
  }

  static Verdict of(Situation situation) {
    var authority = situation.authority();
    var covered =
        situation.grants().stream()
            .filter(grant -> authority.isAbout(grant, situation.ownClients()))
            .toList();
    Map<GrantId, Grant> undeclared =
        covered.stream()
            .filter(grant -> !situation.isDeclared().test(grant.key()))
            .sorted(Comparator.comparing(grant -> grant.id().value()))
            .collect(
                Collectors.toMap(
                    Grant::id, Function.identity(), (first, _) -> first, LinkedHashMap::new));
    var kept =
        situation.known().stream()
            .filter(grant -> undeclared.containsKey(grant.id()))
            .limit(MOST_KNOWN)
            .toList();
    var keptIds = kept.stream().map(KnownGrant::id).collect(Collectors.toSet());
    var found =
        undeclared.values().stream()
            .filter(not(grant -> keptIds.contains(grant.id())))
            .limit(Math.min(MOST_FOUND, MOST_KNOWN - kept.size()))
            .toList();
    var now = situation.now().truncatedTo(ChronoUnit.SECONDS);
    var known =
        Stream.concat(kept.stream(), found.stream().map(grant -> new KnownGrant(grant.id(), null)))
            .map(grant -> authority.revokes() ? grant.begun(now) : grant.notBegun())
            .toList();
    var all = List.copyOf(undeclared.values());
    return new Verdict(
        covered.size(),
        all,
        known,
        found,
        all.isEmpty()
            ? new Step.Nothing()
            : authority.revokes()
                ? revocation(situation, covered.size(), undeclared, kept, known)
                : new Step.Report());
  }

  /**
   * @param kept what was recorded before: only that can be due
   * @param known what is recorded now
   */
  private static Step revocation(
      Situation situation,
      int covered,
      Map<GrantId, Grant> undeclared,
      List<KnownGrant> kept,
      List<KnownGrant> known) {
    var authority = situation.authority();
    var due =
        kept.stream()
            .filter(grant ->
                grant.end(authority.gracePeriod()).anyMatch(end -> !end.isAfter(situation.now())))
            .toList();
    if (due.isEmpty()) {
      return new Step.Await(
          known.stream()
              .flatMap(grant -> grant.end(authority.gracePeriod()))
              .min(Comparator.naturalOrder())
              .orElse(Instant.MAX));
    }
    var isTooMuch =
        (long) undeclared.size() * PERCENT > (long) covered * authority.maxRevokedPercent();
    if (!situation.mayWrite()) {
      return new Step.Pretend(grants(due, undeclared), isTooMuch);
    }
    var consented =
        isTooMuch ? due.stream().filter(grant -> isConsented(grant, situation)).toList() : due;
    return consented.isEmpty()
        ? new Step.AskForConsent(grants(due, undeclared), last(due))
        : new Step.Revoke(grants(consented, undeclared));
  }

  private static boolean isConsented(KnownGrant grant, Situation situation) {
    var consent = situation.consent();
    var since = grant.since();
    return consent != null && since != null && !since.isAfter(consent);
  }

  private static Instant last(List<KnownGrant> due) {
    return due.stream()
        .flatMap(grant -> Stream.ofNullable(grant.since()))
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  private static List<Grant> grants(List<KnownGrant> due, Map<GrantId, Grant> undeclared) {
    return due.stream().flatMap(one -> Stream.ofNullable(undeclared.get(one.id()))).toList();
  }
}
