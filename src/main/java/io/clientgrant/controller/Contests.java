package io.clientgrant.controller;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Notices when a grant has to be put right again and again: somebody else writes it too, and two
 * programs that undo each other's work at every look are worse than one that is wrong for a while.
 */
final class Contests {
  /** As many are put right at once; people make mistakes, and make them twice. */
  private static final int TOLERATED = 3;

  private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);
  private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(30);

  private final Map<ResourceID, Contest> contests = new ConcurrentHashMap<>();
  private final InstantSource clock;

  Contests(InstantSource clock) {
    this.clock = clock;
  }

  /** When a grant may be put right; a moment that has passed unless it is contested. */
  Instant openFrom(ResourceID resource) {
    var contest = contests.get(resource);
    return contest == null ? Instant.MIN : contest.openFrom();
  }

  /** Takes in that a grant was put right. */
  void putRight(ResourceID resource) {
    var now = clock.instant();
    contests.merge(
        resource,
        new Contest(1, now),
        (before, first) ->
            before.last.plus(FORGOTTEN_AFTER).isBefore(now)
                ? first
                : new Contest(before.times + 1, now));
  }

  /** Takes in that the resource itself has changed, or is gone. */
  void settled(ResourceID resource) {
    contests.remove(resource);
  }

  private record Contest(int times, Instant last) {
    Instant openFrom() {
      if (times < TOLERATED) {
        return last;
      }
      var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(times - TOLERATED, 10));
      return last.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
    }
  }
}
