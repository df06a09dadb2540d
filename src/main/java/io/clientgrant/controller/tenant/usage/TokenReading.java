package io.clientgrant.controller.tenant.usage;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.LastToken;
import io.clientgrant.api.UsageStatus;
import io.clientgrant.auth0.LogReading.Answer.Page;
import io.clientgrant.auth0.api.LogEvent;
import io.clientgrant.auth0.api.TokenAccess;
import io.clientgrant.controller.status.Remark;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the log is read for one Auth0Tenant. It remembers only what no status shows yet, so its size
 * is bounded by the number of ClientGrants.
 */
final class TokenReading {
  /** How often the status of the Auth0Tenant records how far the log was read. */
  private static final Duration RECORD_EACH = Duration.ofHours(1);

  private final String uid;
  private @Nullable UsageStatus recorded;
  private @Nullable LogPosition position;
  private Instant nextCall = Instant.MIN;
  private @Nullable Remark refusal;

  /** The newest days that some status does not show yet. */
  private final Map<TokenAccess, LocalDate> days = new HashMap<>();

  /** Since when tokens of ClientGrants are looked for whose status shows nothing yet. */
  private final Map<Seeker, Instant> seekers = new HashMap<>();

  /**
   * Goes on where a status says that the log was read.
   *
   * @param now the time at the tenant
   */
  TokenReading(Auth0Tenant resource, Instant now) {
    this.uid = resource.getMetadata().getUid();
    var status = resource.getStatus();
    this.recorded = status == null ? null : status.usage();
    this.position = LogPosition.read(recorded, now).orElse(null);
    this.refusal =
        Remark.shownOfUsage(status == null ? null : status.conditions()).stream()
            .filter(shown -> shown.reason().equals(LastTokens.MISSING_SCOPES))
            .findFirst()
            .orElse(null);
  }

  /**
   * A ClientGrant, and the access that it asks for.
   *
   * @param shown what its status shows; null for nothing
   */
  record Declared(String uid, TokenAccess access, @Nullable LastToken shown) {}

  private record Seeker(String uid, TokenAccess access) {}

  boolean isOf(Auth0Tenant resource) {
    return uid.equals(resource.getMetadata().getUid());
  }

  /** When the next call may be made. */
  synchronized Instant nextCall() {
    return nextCall;
  }

  /** The next call may be made then. */
  synchronized void pauseUntil(Instant moment) {
    nextCall = moment;
  }

  /** From when on entries are to be read; empty if the oldest entry is to be read. */
  synchronized Optional<Instant> from(Instant now) {
    return Optional.ofNullable(position)
        .filter(known -> !known.mayHaveGap(now))
        .map(LogPosition::until);
  }

  /** Takes in that the log cannot be read, and why. */
  synchronized void refused(Remark why) {
    refusal = why;
  }

  /** Takes in the oldest entry. */
  synchronized void takeOldest(Page page, Instant now) {
    refusal = null;
    var oldest = page.events().stream().map(LogEvent::date).findFirst().orElse(now);
    position = position == null ? LogPosition.start(oldest, now) : position.asked(oldest, now);
  }

  /**
   * Takes in entries.
   *
   * @param declared all ClientGrants of the Auth0Tenant of whose tokens the log tells
   */
  synchronized void take(Page page, Collection<Declared> declared, Instant now) {
    refusal = null;
    if (position == null) {
      return;
    }
    var from = position.until();
    var found = new HashMap<TokenAccess, LocalDate>();
    page.events()
        .forEach(event -> found.merge(TokenAccess.of(event), day(event), TokenReading::later));
    var open = new HashSet<TokenAccess>();
    var seeking = new HashSet<Seeker>();
    for (var grant : declared) {
      var access = grant.access;
      Optional.ofNullable(found.get(access))
          .ifPresent(day -> days.merge(access, day, TokenReading::later));
      if (isLater(days.get(access), day(grant.shown))) {
        open.add(access);
      }
      if (grant.shown == null) {
        var seeker = new Seeker(grant.uid, access);
        seeking.add(seeker);
        seekers.putIfAbsent(seeker, from);
      }
    }
    days.keySet().retainAll(open);
    seekers.keySet().retainAll(seeking);
    position = position.after(page, now);
  }

  /** What the status of a ClientGrant is to show; null for nothing. */
  synchronized @Nullable LastToken lastToken(Declared grant) {
    var before = grant.shown;
    if (position == null) {
      return before;
    }
    var day = days.get(grant.access);
    if (isLater(day, day(before))) {
      return new LastToken(String.valueOf(day), null);
    }
    if (before == null) {
      var sought = seekers.get(new Seeker(grant.uid, grant.access));
      return sought == null || !position.hasReachedEnd()
          ? null
          : new LastToken(null, noneSince(sought));
    }
    return new LastToken(
        before.day(),
        before.noneSince() != null
            ? noneSince(instant(before.noneSince()).orElse(Instant.MIN))
            : isLater(LocalDate.ofInstant(position.since(), ZoneOffset.UTC), day(before))
                ? noneSince(Instant.MIN)
                : null);
  }

  /**
   * What the status of the Auth0Tenant is to record. After a restart the log is read again from
   * there, so it does not move before the statuses show what was read.
   */
  synchronized @Nullable UsageStatus usage() {
    if (position != null && days.isEmpty()) {
      var now = position.recorded();
      var moved =
          recorded == null
              || !now.readSince().equals(recorded.readSince())
              || !position
                  .until()
                  .isBefore(instant(recorded.readUntil()).orElse(Instant.MIN).plus(RECORD_EACH));
      recorded = moved ? now : recorded;
    }
    return recorded;
  }

  /** What is to be said of how the log is read. */
  synchronized List<Remark> remarks(Remark behind, Instant now) {
    return refusal != null
        ? List.of(refusal)
        : position != null && position.isBehind(now) ? List.of(behind) : List.of();
  }

  private String noneSince(Instant sought) {
    var since = position == null || position.since().isBefore(sought) ? sought : position.since();
    return LogPosition.secondAfter(since).toString();
  }

  private static LocalDate day(LogEvent event) {
    return LocalDate.ofInstant(event.date(), ZoneOffset.UTC);
  }

  private static LocalDate day(@Nullable LastToken shown) {
    try {
      return shown == null || shown.day() == null ? LocalDate.MIN : LocalDate.parse(shown.day());
    } catch (DateTimeException e) {
      return LocalDate.MIN;
    }
  }

  private static boolean isLater(@Nullable LocalDate one, LocalDate other) {
    return one != null && one.isAfter(other);
  }

  private static LocalDate later(LocalDate one, LocalDate other) {
    return one.isAfter(other) ? one : other;
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
