package io.clientgrant.auth0.cache;

import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.plan.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The grants of a tenant as last seen. A resync fills the cache, and the operator's own writes go
 * through it. What was written after a resync began is newer than the pages of that resync.
 */
public final class GrantCache {
  private static final Duration GIVEN_UP_AFTER = Duration.ofMinutes(2);

  private final Map<GrantKey, Entry> entries = new HashMap<>();
  private final Map<GrantId, Long> tombstones = new HashMap<>();
  private final Set<GrantKey> changedKeys = new HashSet<>();
  private long sequence;
  private boolean hasBeenRead;
  private Instant lastResync = Instant.EPOCH;
  private @Nullable ResyncPass current;

  /** Whether a resync has ended, so that absence means something. */
  public synchronized boolean hasBeenRead() {
    return hasBeenRead;
  }

  public synchronized int size() {
    return entries.size();
  }

  public synchronized Observation observe(GrantKey key) {
    var entry = entries.get(key);
    return entry == null ? new Observation.Absent() : new Observation.Found(entry.grant);
  }

  /** Takes in a grant that a look has shown, and that others may have changed. */
  public synchronized void recordFound(Grant grant) {
    if (!observe(grant.key()).equals(new Observation.Found(grant))) {
      changedKeys.add(grant.key());
    }
    put(grant);
  }

  /** Takes in that a look has shown nothing under a key. */
  public synchronized void recordAbsent(GrantKey key) {
    if (observe(key) instanceof Observation.Found(var grant)) {
      changedKeys.add(key);
      remove(grant);
    }
  }

  /** The keys under which others have changed the tenant, as was seen since this was last asked. */
  public synchronized Set<GrantKey> takeChangedKeys() {
    var news = Set.copyOf(changedKeys);
    changedKeys.clear();
    return news;
  }

  /** Takes in a grant as the operator has just written it. */
  public synchronized void put(Grant grant) {
    entries.put(grant.key(), new Entry(grant, ++sequence));
  }

  /** Takes in that a grant is gone, by the operator's doing. */
  public synchronized void remove(Grant grant) {
    tombstones.put(grant.id(), ++sequence);
    forget(grant);
  }

  /**
   * Begins a resync; empty while another is under way. One that was given up without a word,
   * because its credential is gone, does not block the next for long.
   */
  public synchronized Optional<ResyncPass> tryBeginResync(Instant now) {
    if (current != null && now.isBefore(current.lastProgress.plus(GIVEN_UP_AFTER))) {
      return Optional.empty();
    }
    current = new ResyncPass(sequence, lastResync, now);
    lastResync = now;
    return Optional.of(current);
  }

  /** When the last resync began that has ended or is still under way. */
  public synchronized Instant lastResync() {
    return lastResync;
  }

  private void forget(Grant grant) {
    entries.computeIfPresent(
        grant.key(), (_, entry) -> entry.grant.id().equals(grant.id()) ? null : entry);
  }

  private record Entry(Grant grant, long writtenAt) {}

  /** One reading of every page. */
  public final class ResyncPass {
    private final long begin;
    private final Instant previousResync;
    private final Set<GrantKey> seen = new HashSet<>();
    private Instant lastProgress;

    private ResyncPass(long begin, Instant previousResync, Instant now) {
      this.begin = begin;
      this.previousResync = previousResync;
      this.lastProgress = now;
    }

    /** Takes in that it goes on. */
    void progress(Instant now) {
      synchronized (GrantCache.this) {
        lastProgress = now;
      }
    }

    /** Breaks off: it is as if it had not begun. */
    void abort() {
      synchronized (GrantCache.this) {
        if (current == this) {
          current = null;
          lastResync = previousResync;
        }
      }
    }

    /** Takes in a page. */
    void recordPage(List<Grant> grants) {
      synchronized (GrantCache.this) {
        for (var grant : grants) {
          seen.add(grant.key());
          var entry = entries.get(grant.key());
          if (isNewer(entry) || tombstones.getOrDefault(grant.id(), 0L) > begin) {
            continue;
          }
          if (entry == null || !entry.grant.equals(grant)) {
            changedKeys.add(grant.key());
            entries.put(grant.key(), new Entry(grant, begin));
          }
        }
      }
    }

    /** The grants that the cache has, that no page showed, and that were not written since. */
    List<Grant> missing() {
      synchronized (GrantCache.this) {
        return entries.values().stream()
            .filter(entry -> !isNewer(entry) && !seen.contains(entry.grant.key()))
            .map(Entry::grant)
            .toList();
      }
    }

    /** Takes in that a missing grant is really gone. */
    void recordGone(Grant grant) {
      synchronized (GrantCache.this) {
        var entry = entries.get(grant.key());
        if (entry != null && !isNewer(entry) && entry.grant.id().equals(grant.id())) {
          entries.remove(grant.key());
          changedKeys.add(grant.key());
        }
      }
    }

    /**
     * Ends the resync: from now on absence means something. Returns the changed keys, also those of
     * an earlier resync that broke off.
     */
    Set<GrantKey> finish() {
      synchronized (GrantCache.this) {
        hasBeenRead = true;
        if (current == this) {
          current = null;
        }
        tombstones.values().removeIf(at -> at <= begin); // older than any resync under way
        return takeChangedKeys();
      }
    }

    private boolean isNewer(@Nullable Entry entry) {
      return entry != null && entry.writtenAt > begin;
    }
  }
}
