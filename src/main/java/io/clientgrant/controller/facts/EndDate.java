package io.clientgrant.controller.facts;

import io.clientgrant.auth0.Tenant;
import io.clientgrant.controller.status.Remark;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** When the grant of a resource ends, and how late it is at Auth0, whose clock alone counts. */
public sealed interface EndDate {
  Duration DAY = Duration.ofDays(1);
  Duration HOUR = Duration.ofHours(1);

  /** It does not end. */
  record None() implements EndDate {}

  /** It ends, and no answer of the tenant has told yet how late it is there. */
  record Unknown(Instant end) implements EndDate {}

  /**
   * It ends.
   *
   * @param end when
   * @param now the time at Auth0, at least
   */
  record Known(Instant end, Instant now) implements EndDate {}

  /**
   * An end date, and how late it is at a tenant.
   *
   * @param at the end date; null if there is none
   */
  static EndDate of(@Nullable Instant at, Tenant tenant) {
    return Optional.ofNullable(at)
        .map(end ->
            tenant
                .time()
                .<EndDate>map(now -> new Known(end, now))
                .orElseGet(() -> new Unknown(end)))
        .orElseGet(None::new);
  }

  /** When it is; empty if there is none. */
  default Optional<Instant> at() {
    return switch (this) {
      case None() -> Optional.empty();
      case Unknown(var end) -> Optional.of(end);
      case Known(var end, _) -> Optional.of(end);
    };
  }

  /** Whether it has certainly come. */
  default boolean hasCome() {
    return this instanceof Known(var end, var now) && !now.isBefore(end);
  }

  /** How long until something is to be told, or the grant is to be removed; empty if never. */
  default Optional<Duration> untilNext() {
    return this instanceof Known(var end, var now)
        ? Stream.of(end.minus(DAY), end.minus(HOUR), end)
            .filter(now::isBefore)
            .findFirst()
            .map(next -> Duration.between(now, next))
        : Optional.empty();
  }

  /** What is to be told before; empty if it is not near, or has come. */
  default Optional<Remark> remark() {
    return this instanceof Known(var end, var now) && now.isBefore(end)
        ? Optional.of(Duration.between(now, end))
            .filter(left -> left.compareTo(DAY) <= 0)
            .map(left -> Remark.expiring(end, left))
        : Optional.empty();
  }
}
