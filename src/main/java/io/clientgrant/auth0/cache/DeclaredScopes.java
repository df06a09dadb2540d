package io.clientgrant.auth0.cache;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** The scopes that the APIs of one tenant declare, as last read. */
public final class DeclaredScopes {
  private static final long EACH_API = 500;
  private static final long EACH_SCOPE = 100; // with its place in a set

  private final Map<String, Reading> readings = new HashMap<>();
  private final LongSupplier free;
  private final AtomicLong bytes = new AtomicLong();

  /**
   * @param free how many bytes all caches together may still take; as a {@link GrantCache}, it
   *     takes at most as many as it leaves free. The scopes of an API for which there is no room
   *     are not known
   */
  public DeclaredScopes(LongSupplier free) {
    this.free = free;
  }

  /**
   * What the last reading of an API has told.
   *
   * @param isAnswered whether the API has ever answered
   * @param isKnown whether the scopes are known
   * @param at when the reading began
   */
  private record Reading(Set<String> scopes, boolean isAnswered, boolean isKnown, Instant at) {
    long size() {
      return EACH_API + scopes.stream().mapToLong(scope -> EACH_SCOPE + 2L * scope.length()).sum();
    }
  }

  /** About how many bytes it takes. */
  public long bytes() {
    return bytes.get();
  }

  /** Whether an API was read, or somebody reads it. */
  public synchronized boolean isRead(String audience) {
    return readings.containsKey(audience);
  }

  /** Whether an API has ever answered. */
  public synchronized boolean isAnswered(String audience) {
    var reading = readings.get(audience);
    return reading != null && reading.isAnswered;
  }

  /** Whether an API was read since a moment, or somebody reads it. */
  public synchronized boolean isReadSince(String audience, Instant since) {
    var reading = readings.get(audience);
    return reading != null && !reading.at.isBefore(since);
  }

  /**
   * Takes on the reading of an API; what was known of it stays known meanwhile. False if another
   * has taken it on since that moment.
   */
  public synchronized boolean tryBegin(String audience, Instant since, Instant now) {
    if (isReadSince(audience, since)) {
      return false;
    }
    var before = readings.get(audience);
    store(
        audience,
        before == null
            ? new Reading(Set.of(), false, false, now)
            : new Reading(before.scopes, before.isAnswered, before.isKnown, now));
    return true;
  }

  /** Takes in what an API declares. */
  public void record(String audience, Set<String> scopes, Instant now) {
    var left = free.getAsLong() + bytes.get(); // before the lock: other caches are asked
    synchronized (this) {
      var reading = new Reading(scopes, true, true, now);
      store(
          audience,
          bytes.get() + reading.size() <= left / 2
              ? reading
              : new Reading(Set.of(), true, false, now));
    }
  }

  /** Takes in that it cannot be known what an API declares. */
  public synchronized void recordUnknown(String audience, Instant now) {
    store(audience, new Reading(Set.of(), true, false, now));
  }

  /** Forgets an API, so that it is read again. */
  public synchronized void forget(String audience) {
    var gone = readings.remove(audience);
    bytes.addAndGet(gone == null ? 0 : -gone.size());
  }

  /** Forgets all APIs but these. */
  public synchronized void retain(Collection<String> audiences) {
    Set.copyOf(readings.keySet()).stream()
        .filter(audience -> !audiences.contains(audience))
        .forEach(this::forget);
  }

  /** Which of these scopes an API does not declare; none if that is not known. */
  public synchronized Set<String> undeclared(String audience, Set<String> scopes) {
    var reading = readings.get(audience);
    return reading == null || !reading.isKnown
        ? Set.of()
        : scopes.stream()
            .filter(scope -> !reading.scopes.contains(scope))
            .collect(Collectors.toUnmodifiableSet());
  }

  private void store(String audience, Reading reading) {
    forget(audience);
    readings.put(audience, reading);
    bytes.addAndGet(reading.size());
  }
}
