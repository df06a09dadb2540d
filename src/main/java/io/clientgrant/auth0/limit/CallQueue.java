package io.clientgrant.auth0.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Who waits for a call: those for whom a user waits, and the background. Both in the order in which
 * they came. No question costs more than a few steps, however many wait.
 */
final class CallQueue {
  /** How long a call that is due is kept for its caller, which may have to wait for a worker. */
  private static final Duration PATIENCE = Duration.ofMillis(250);

  /** Who does not come for so long loses its place. */
  private static final Duration LATE = Duration.ofSeconds(2);

  /** After so many urgent calls in a row the background has its turn. */
  private static final int URGENT_IN_A_ROW = 3;

  /**
   * So many of those that are due are counted: more than a bucket holds at any of Auth0's plans.
   */
  private static final int COUNTED = 64;

  private static final Comparator<Place> BY_DUE =
      Comparator.comparing(Place::due).thenComparingLong(Place::arrival);

  private final Map<Object, Place> places = new HashMap<>();
  private final Line urgent = new Line();
  private final Line background = new Line();
  private long arrivals;
  private int urgentInARow;

  /** The place of a caller: the one that it has, or one at the end. */
  Place place(Object caller, boolean wantsUrgent, Instant now) {
    dropLate(urgent, now);
    dropLate(background, now);
    return Optional.ofNullable(places.get(caller))
        .filter(has -> has.urgent || !wantsUrgent)
        .orElseGet(() -> new Place(caller, wantsUrgent, arrivals++, now, now));
  }

  /** How many of the other kind go before a place. */
  int othersBefore(Place place, Instant now) {
    var backgroundsTurn = urgentInARow >= URGENT_IN_A_ROW && !background.dueBy(now).isEmpty();
    if (place.urgent) {
      return backgroundsTurn ? 1 : 0;
    }
    return backgroundsTurn ? 0 : urgent.byDue.size();
  }

  /** How many of the same kind go before a place and may come any moment, of the first that may. */
  int sameBefore(Place place, Instant now) {
    return (int)
        line(place).dueBy(now).stream()
            .limit(COUNTED)
            .filter(other -> other.arrival < place.arrival)
            .count();
  }

  /** How many of the same kind came before. */
  int rank(Place place) {
    return line(place).ranks.lower(place.arrival);
  }

  /** Keeps a place for a caller that was told when to come. */
  void keep(Place place, Instant due) {
    leave(place.caller);
    var kept = new Place(place.caller, place.urgent, place.arrival, place.since, due);
    places.put(place.caller, kept);
    line(kept).ranks.add(kept.arrival);
    line(kept).byDue.add(kept);
  }

  /** How many wait, of those for whom a user waits or of the background. */
  int waiting(boolean wantsUrgent, Instant now) {
    var line = wantsUrgent ? urgent : background;
    dropLate(line, now);
    return line.byDue.size();
  }

  /** A caller calls. */
  void admit(Place place) {
    leave(place.caller);
    urgentInARow = place.urgent ? urgentInARow + 1 : 0;
  }

  /** Gives up a place, if there is one. */
  void leave(Object caller) {
    var place = places.remove(caller);
    if (place != null) {
      line(place).ranks.remove(place.arrival);
      line(place).byDue.remove(place);
    }
  }

  private Line line(Place place) {
    return place.urgent ? urgent : background;
  }

  private void dropLate(Line line, Instant now) {
    var late = now.minus(LATE);
    while (!line.byDue.isEmpty() && line.byDue.first().due.isBefore(late)) {
      leave(line.byDue.first().caller);
    }
  }

  private static Place dueAt(Instant due, long arrival) {
    return new Place("", false, arrival, due, due);
  }

  static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** Those of one kind. */
  private static final class Line {
    final Ranks ranks = new Ranks();
    final NavigableSet<Place> byDue = new TreeSet<>(BY_DUE);

    /** Those that are due, and for whom a call is still kept. */
    NavigableSet<Place> dueBy(Instant now) {
      return byDue.subSet(dueAt(now.minus(PATIENCE), -1), true, dueAt(now, Long.MAX_VALUE), true);
    }
  }

  /**
   * A place in the queue.
   *
   * @param since when the caller asked first
   * @param due when it was told to come
   */
  record Place(Object caller, boolean urgent, long arrival, Instant since, Instant due) {}
}
