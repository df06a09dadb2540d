package io.clientgrant.auth0.cache;

import io.clientgrant.auth0.failure.Failure.Unavailable;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.plan.Observation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The grants of a tenant as last seen. A resync fills the cache, and the operator's own writes go
 * through it. What was written after a resync began is newer than the pages of that resync.
 */
public final class GrantCache {
  private final SharedReading reading = new SharedReading();
  private final Map<GrantKey, Entry> entries = new HashMap<>();
  private final Map<GrantId, Long> tombstones = new HashMap<>();
  private final Set<GrantKey> changedKeys = new HashSet<>();
  private long sequence;
  private final LongSupplier free;
  private final AtomicLong bytes = new AtomicLong();

  /**
   * @param free how many bytes all caches together may still take; a cache takes at most as many as
   *     it leaves free, so that no tenant fills the memory of the others
   */
  public GrantCache(LongSupplier free) {
    this.free = free;
  }

  /** About how many bytes it takes. */
  public long bytes() {
    return bytes.get();
  }

  /** Its resyncs. Before the first has ended, absence means nothing. */
  public SharedReading reading() {
    return reading;
  }

  public synchronized int size() {
    return entries.size();
  }

  /** All grants, in no order. */
  public synchronized List<Grant> all() {
    return entries.values().stream().map(Entry::grant).toList();
  }

  public synchronized Observation observe(GrantKey key) {
    var entry = entries.get(key);
    return entry == null ? new Observation.Absent() : new Observation.Found(entry.grant);
  }

  /**
   * The keys under which others have changed the tenant, as was seen since this was last asked,
   * also by a resync that broke off.
   */
  public synchronized Set<GrantKey> takeChangedKeys() {
    var news = Set.copyOf(changedKeys);
    changedKeys.clear();
    return news;
  }

  /** Takes in a grant as the operator has just written it. */
  public synchronized void put(Grant grant) {
    store(new Entry(grant, ++sequence));
  }

  private void store(Entry entry) {
    var before = entries.put(entry.grant.key(), entry);
    bytes.addAndGet(entry.size - sizeOf(before));
  }

  private void drop(GrantKey key) {
    bytes.addAndGet(-sizeOf(entries.remove(key)));
  }

  private static long sizeOf(@Nullable Entry entry) {
    return entry == null ? 0 : entry.size;
  }

  /** Takes in that a grant is gone, by the operator's doing. */
  public synchronized void remove(Grant grant) {
    tombstones.put(grant.id(), ++sequence);
    forget(grant);
  }

  /** Begins to look up what the tenant holds under a key. */
  public synchronized Lookup lookUp(GrantKey key) {
    return new Lookup(key, sequence);
  }

  /** Begins a resync. */
  public synchronized ResyncPass begin() {
    return new ResyncPass(sequence);
  }

  private static boolean isWrittenSince(long begin, @Nullable Entry entry) {
    return entry != null && entry.writtenAt > begin;
  }

  private boolean isGoneSince(long begin, Grant grant) {
    return tombstones.getOrDefault(grant.id(), 0L) > begin;
  }

  private void forget(Grant grant) {
    var entry = entries.get(grant.key());
    if (entry != null && entry.grant.id().equals(grant.id())) {
      drop(grant.key());
    }
  }

  private record Entry(Grant grant, long writtenAt, long size) {
    Entry(Grant grant, long writtenAt) {
      this(grant, writtenAt, GrantSize.of(grant));
    }
  }

  /** A call that reads one key. What is written during the call is newer than its answer. */
  public final class Lookup {
    private final GrantKey key;
    private final long begin;

    private Lookup(GrantKey key, long begin) {
      this.key = key;
      this.begin = begin;
    }

    /** Takes in the grant that the call has shown, and that others may have changed. */
    public void found(Grant grant) {
      synchronized (GrantCache.this) {
        if (isGoneSince(begin, grant)) {
          foundNothing();
        } else if (!isOvertaken()) {
          if (!observe(key).equals(new Observation.Found(grant))) {
            changedKeys.add(key);
          }
          put(grant);
        }
      }
    }

    /** Takes in that the call has shown nothing under the key. */
    public void foundNothing() {
      synchronized (GrantCache.this) {
        if (!isOvertaken() && observe(key) instanceof Observation.Found(var grant)) {
          changedKeys.add(key);
          remove(grant);
        }
      }
    }

    private boolean isOvertaken() {
      return isWrittenSince(begin, entries.get(key));
    }
  }

  /** One reading of every page. */
  public final class ResyncPass {
    private final long begin;
    private final Set<GrantKey> seen = new HashSet<>();

    /** The keys that the cache did not have before, and whether nobody had reported them. */
    private final Map<GrantKey, Boolean> added = new HashMap<>();

    private ResyncPass(long begin) {
      this.begin = begin;
    }

    /**
     * Breaks off: it is as if it had not begun. Grants that it has added go, or each resync of an
     * endpoint that invents grants would add more.
     */
    void abort() {
      synchronized (GrantCache.this) {
        added.forEach((key, isNews) -> {
          if (!isNewer(entries.get(key))) {
            drop(key);
            if (isNews) {
              changedKeys.remove(key);
            }
          }
        });
        added.clear();
      }
    }

    /**
     * Takes in a page.
     *
     * @throws TenantException if it takes more memory than there is for it; the cache is as before
     */
    void recordPage(List<Grant> grants) {
      var forThisOne = free.getAsLong() + bytes.get(); // before the lock: other caches are asked
      synchronized (GrantCache.this) {
        requireRoom(grants, forThisOne);
        for (var grant : grants) {
          seen.add(grant.key());
          var entry = entries.get(grant.key());
          if (isNewer(entry) || isGoneSince(begin, grant)) {
            continue;
          }
          if (entry == null || !entry.grant.equals(grant)) {
            var isNews = changedKeys.add(grant.key());
            if (entry == null) {
              added.put(grant.key(), isNews);
            }
            store(new Entry(grant, begin));
          }
        }
      }
    }

    private void requireRoom(List<Grant> grants, long forThisOne) {
      var growth =
          grants.stream()
              .mapToLong(grant -> GrantSize.of(grant) - sizeOf(entries.get(grant.key())))
              .sum();
      if (growth > 0 && bytes.get() + growth > forThisOne / 2) {
        throw new TenantException(
            new Unavailable(
                "The list of grants takes more memory than the operator has for it, or does not"
                    + " end. If it is right, give the operator more memory."));
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
          drop(grant.key());
          changedKeys.add(grant.key());
        }
      }
    }

    /** Ends the resync. */
    void finish() {
      synchronized (GrantCache.this) {
        tombstones.values().removeIf(at -> at <= begin); // older than any resync under way
      }
    }

    private boolean isNewer(@Nullable Entry entry) {
      return isWrittenSince(begin, entry);
    }
  }
}
