package io.clientgrant.auth0;

import io.clientgrant.auth0.api.LogEvent;
import io.clientgrant.auth0.api.LogsApi;
import io.clientgrant.auth0.api.ManagementApi;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.auth0.limit.Admission;
import io.clientgrant.auth0.limit.RateLimiter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads the tenant's own log for the operator, one call at a time, when the rate limit admits it.
 * No thread waits for that.
 */
public final class LogReading {
  /** While the token is being fetched for another caller. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /** Of one length, because dates are compared as texts. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

  private final ManagementApi api;
  private final RateLimiter rateLimiter;
  private final InstantSource clock;

  /**
   * @param clock the clock of the rate limiter
   */
  LogReading(ManagementApi api, RateLimiter rateLimiter, InstantSource clock) {
    this.api = api;
    this.rateLimiter = rateLimiter;
    this.clock = clock;
  }

  /** What came of an attempt to read. */
  public sealed interface Answer {
    /** The credential may not read the log, by its token; no call was made. */
    record Forbidden() implements Answer {}

    /** Nothing was read: ask again at this moment. */
    record Later(Instant moment) implements Answer {}

    /**
     * Entries, the oldest first.
     *
     * @param isAll whether there are no more of them
     */
    record Page(List<LogEvent> events, boolean isAll) implements Answer {}
  }

  /**
   * The tokens that were given to clients from a moment on, a hundred at most; one call.
   *
   * @throws TenantException if the call does not succeed
   */
  public Answer tokensSince(Instant from) {
    var query = "%s AND date:[%s TO *]".formatted(LogsApi.TOKENS, DATE.format(from));
    return read(query, LogsApi.PAGE_SIZE);
  }

  /**
   * The oldest entry that the log keeps, of whatever type; one call.
   *
   * @throws TenantException if the call does not succeed
   */
  public Answer oldest() {
    return read("", 1);
  }

  /** Gives up its place among those that wait for a call. */
  void close() {
    rateLimiter.cancel(this);
  }

  private Answer read(String query, int size) {
    if (!api.authenticate()) {
      return new Answer.Later(clock.instant().plus(LOOK_AGAIN));
    }
    if (!api.logs().mayRead()) {
      return new Answer.Forbidden();
    }
    return switch (rateLimiter.tryAcquire(this, false)) {
      case Admission.RetryAt(var moment) -> new Answer.Later(moment);
      case Admission.Granted() -> released(() -> page(query, size));
    };
  }

  private Answer page(String query, int size) {
    var events = api.logs().search(query, false, 0, size);
    return new Answer.Page(events, events.size() < size);
  }

  private Answer released(Supplier<Answer> call) {
    try {
      return call.get();
    } finally {
      rateLimiter.release();
    }
  }
}
