package io.clientgrant.controller.tenant.usage;

import io.clientgrant.api.UsageStatus;
import io.clientgrant.auth0.LogReading.Answer.Page;
import io.clientgrant.auth0.api.LogEvent;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a tenant's log was read. All times are the tenant's.
 *
 * @param since from when on it was certainly read without a gap
 * @param until until when it was read
 * @param hasReachedEnd whether its end was reached once
 * @param kept what the log was last known to keep; null if that is not known
 */
record LogPosition(Instant since, Instant until, boolean hasReachedEnd, @Nullable Kept kept) {
  /** Entries appear in the log late, and not in the order of their dates. */
  private static final Duration DELAY = Duration.ofMinutes(5);

  /** The log keeps a day at least, at any of Auth0's plans. */
  private static final Duration SURELY_KEPT = Duration.ofHours(20);

  /** How often the oldest entry is read while what is to be read may be lost. */
  private static final Duration ASK_EACH = Duration.ofHours(6);

  /** A gap that grows is told in such steps, because each is written to statuses. */
  private static final Duration STEP = Duration.ofHours(6);

  private static final Duration DAY = Duration.ofDays(1);

  /**
   * The log was asked for its oldest entry.
   *
   * @param at when
   * @param from from when on it kept entries
   */
  record Kept(Instant at, Instant from) {
    /** From when on the log keeps entries at a later time: it loses no more than time passes. */
    Instant from(Instant now) {
      var from = this.from.plus(Duration.between(at, now));
      var surely = now.minus(SURELY_KEPT);
      return from.isBefore(surely) ? from : surely;
    }
  }

  /**
   * The position at the oldest entry.
   *
   * @param oldest when that was; the present if the log has no entry
   */
  static LogPosition start(Instant oldest, Instant now) {
    return new LogPosition(secondAfter(oldest), oldest, false, new Kept(now, oldest));
  }

  /** The position that a status records; empty if it records none that can be. */
  static Optional<LogPosition> read(@Nullable UsageStatus recorded, Instant now) {
    try {
      return Optional.ofNullable(recorded)
          .map(usage ->
              new LogPosition(
                  Instant.parse(usage.readSince()), Instant.parse(usage.readUntil()), false, null))
          .filter(position -> !position.until.isAfter(now));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** As a status records it. */
  UsageStatus recorded() {
    return new UsageStatus(since.toString(), until.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /**
   * Whether the log may have lost what was not read yet, so that its oldest entry is to be read.
   */
  boolean mayHaveGap(Instant now) {
    return kept == null
        ? until.isBefore(now.minus(SURELY_KEPT))
        : until.isBefore(kept.from(now)) && kept.at.isBefore(now.minus(ASK_EACH));
  }

  /**
   * The position after the oldest entry was read. What the log had lost before it was read is a
   * gap.
   *
   * @param oldest when that was; the present if the log has no entry
   */
  LogPosition asked(Instant oldest, Instant now) {
    var known = new Kept(now, oldest);
    return oldest.isAfter(until)
        ? new LogPosition(later(since, secondAfter(oldest)), oldest, hasReachedEnd, known)
        : new LogPosition(since, until, hasReachedEnd, known);
  }

  /**
   * The position after a page of the entries from {@link #until} on. Entries that may still appear
   * are read again. If the first of them may have been lost, it is not known to be without a gap.
   */
  LogPosition after(Page page, Instant now) {
    var settled = now.minus(DELAY);
    var last = page.isAll() ? settled : lastDate(page);
    var reachesEnd = !last.isBefore(settled);
    var then = reachesEnd ? settled : last.equals(until) ? last.plusMillis(1) : last;
    return new LogPosition(sinceAt(now), later(then, until), hasReachedEnd || reachesEnd, kept);
  }

  private Instant sinceAt(Instant now) {
    if (kept == null) {
      return since;
    }
    var from = secondAfter(kept.from(now));
    return until.isBefore(from) && since.isBefore(from) ? from.plus(STEP) : since;
  }

  /** Whether so little was read that whole days are missing. */
  boolean isBehind(Instant now) {
    return until.isBefore(now.minus(DAY));
  }

  private static Instant lastDate(Page page) {
    return page.events().stream().map(LogEvent::date).reduce(Instant.MIN, LogPosition::later);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** A moment in whole seconds, and not before it. */
  static Instant secondAfter(Instant moment) {
    var second = moment.truncatedTo(ChronoUnit.SECONDS);
    return second.equals(moment) ? moment : second.plusSeconds(1);
  }
}
