package io.clientgrant.auth0.cache;

import io.clientgrant.auth0.api.Organization;
import io.clientgrant.grant.GrantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The organizations that client grants are associated with, and what organizations are called, as
 * last seen. It has only the grants that somebody has asked about. What the operator has written
 * since a reading began is newer than the pages of that reading.
 */
public final class OrganizationCache {
  private final Map<GrantId, Entry> entries = new HashMap<>();
  private final Map<String, KnownName> names = new HashMap<>();

  /** What is known of one grant; guarded by the cache's lock. */
  private static final class Entry {
    final SharedReading reading = new SharedReading();
    final Set<String> changed = new HashSet<>();
    Set<String> organizations = new HashSet<>();
    boolean isKnown;
    Instant askedAt;
    @Nullable Pass current;

    Entry(Instant askedAt) {
      this.askedAt = askedAt;
    }
  }

  private record KnownName(String name, Instant at) {}

  /** Whether a grant is associated with an organization; empty if that was never read. */
  public synchronized Optional<Boolean> isAssociated(GrantId grant, String organizationId) {
    return Optional.ofNullable(entries.get(grant))
        .filter(entry -> entry.isKnown)
        .map(entry -> entry.organizations.contains(organizationId));
  }

  /** The readings of a grant's organizations, about which somebody asks now. */
  public synchronized SharedReading reading(GrantId grant, Instant now) {
    return asked(grant, now).reading;
  }

  private Entry asked(GrantId grant, Instant now) {
    var entry = entries.computeIfAbsent(grant, _ -> new Entry(now));
    entry.askedAt = now;
    return entry;
  }

  /** Takes in that the operator has just made a grant: no organization is associated with it. */
  public synchronized void putNew(GrantId grant, Instant now) {
    var entry = new Entry(now);
    entry.isKnown = true;
    entry.reading.recordRead(now);
    entries.put(grant, entry);
  }

  /** Takes in that the operator has just made, or seen, an association. */
  public synchronized void put(GrantId grant, String organizationId) {
    change(grant, organizationId, true);
  }

  /** Takes in that an association is gone, as the operator has just made or seen it. */
  public synchronized void remove(GrantId grant, String organizationId) {
    change(grant, organizationId, false);
  }

  private void change(GrantId grant, String organizationId, boolean isThere) {
    var entry = entries.get(grant);
    if (entry == null) {
      return; // nobody has asked
    }
    if (isThere) {
      entry.organizations.add(organizationId);
    } else {
      entry.organizations.remove(organizationId);
    }
    if (entry.current != null) {
      entry.current.written.put(organizationId, isThere);
    }
  }

  /** Takes in what an organization is called. */
  public synchronized void recordName(Organization organization, Instant now) {
    names.put(organization.id(), new KnownName(organization.name(), now));
  }

  /** What an organization is called, if that was seen since then. */
  public synchronized Optional<String> name(String organizationId, Instant since) {
    return Optional.ofNullable(names.get(organizationId))
        .filter(known -> !known.at.isBefore(since))
        .map(KnownName::name);
  }

  /**
   * The organizations of a grant that others have associated or taken away, as readings have shown
   * since this was last asked. None by the first reading.
   */
  public synchronized Set<String> takeChanged(GrantId grant) {
    var entry = entries.get(grant);
    if (entry == null) {
      return Set.of();
    }
    var news = Set.copyOf(entry.changed);
    entry.changed.clear();
    return news;
  }

  /** Forgets what nobody has asked about or looked up since then. */
  public synchronized void forgetOlderThan(Instant since) {
    entries.values().removeIf(entry -> entry.current == null && entry.askedAt.isBefore(since));
    names.values().removeIf(known -> known.at.isBefore(since));
  }

  /** Begins to read the organizations of a grant from these pages. */
  public synchronized SharedReading.Pass begin(
      GrantId grant, Iterator<List<Organization>> pages, InstantSource clock) {
    var entry = asked(grant, clock.instant());
    var pass = new Pass(entry, pages, clock);
    entry.current = pass;
    return pass;
  }

  /** One reading of every page of a grant's organizations. */
  private final class Pass implements SharedReading.Pass {
    private final Entry entry;
    private final Iterator<List<Organization>> pages;
    private final InstantSource clock;
    private final Set<String> seen = new HashSet<>();

    /** What the operator has written meanwhile, and whether it is there now. */
    private final Map<String, Boolean> written = new HashMap<>();

    Pass(Entry entry, Iterator<List<Organization>> pages, InstantSource clock) {
      this.entry = entry;
      this.pages = pages;
      this.clock = clock;
    }

    @Override
    public boolean hasNext() {
      return pages.hasNext();
    }

    @Override
    public void next() {
      for (var organization : pages.next()) {
        seen.add(organization.id());
        recordName(organization, clock.instant());
      }
    }

    @Override
    public void finish() {
      synchronized (OrganizationCache.this) {
        written.forEach((organization, isThere) -> {
          if (isThere) {
            seen.add(organization);
          } else {
            seen.remove(organization);
          }
        });
        if (entry.isKnown) {
          entry.changed.addAll(difference(seen, entry.organizations));
          entry.changed.addAll(difference(entry.organizations, seen));
        }
        entry.organizations = seen;
        entry.isKnown = true;
        entry.current = null;
      }
    }

    @Override
    public void abort() {
      synchronized (OrganizationCache.this) {
        entry.current = null;
      }
    }
  }

  private static Set<String> difference(Set<String> these, Set<String> without) {
    var left = new HashSet<>(these);
    left.removeAll(without);
    return left;
  }
}
