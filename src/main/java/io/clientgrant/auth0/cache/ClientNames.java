package io.clientgrant.auth0.cache;

import io.clientgrant.auth0.api.ClientName;
import io.clientgrant.auth0.failure.Failure.Unavailable;
import io.clientgrant.auth0.failure.TenantException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** What the clients of one tenant are called, as last read. */
public final class ClientNames {
  private static final long EACH_CLIENT = 300; // with its place in a map

  private final SharedReading reading = new SharedReading();
  private final LongSupplier free;
  private final AtomicLong bytes = new AtomicLong();
  private Map<String, TreeSet<String>> ids = Map.of();

  /**
   * @param free how many bytes all caches together may still take; as a {@link GrantCache}, it
   *     takes at most as many as it leaves free
   */
  public ClientNames(LongSupplier free) {
    this.free = free;
  }

  /** About how many bytes it takes. */
  public long bytes() {
    return bytes.get();
  }

  /** When they were read. */
  public SharedReading reading() {
    return reading;
  }

  /** The ids of the clients that have a name, sorted. */
  public synchronized List<String> named(String name) {
    var found = ids.get(name);
    return found == null ? List.of() : List.copyOf(found);
  }

  /** Begins to read all names from these pages. */
  public SharedReading.Pass begin(Iterator<List<ClientName>> pages) {
    return new Pass(pages);
  }

  /** One reading of every page. */
  private final class Pass implements SharedReading.Pass {
    private final Iterator<List<ClientName>> pages;
    private final Map<String, TreeSet<String>> seen = new HashMap<>();
    private long size;

    Pass(Iterator<List<ClientName>> pages) {
      this.pages = pages;
    }

    @Override
    public boolean hasNext() {
      return pages.hasNext();
    }

    @Override
    public void next() {
      for (var client : pages.next()) {
        if (seen.computeIfAbsent(client.name(), _ -> new TreeSet<>()).add(client.clientId())) {
          size += EACH_CLIENT + 2L * client.name().length();
        }
      }
      if (size > (free.getAsLong() + bytes.get()) / 2) {
        throw new TenantException(
            new Unavailable("The tenant has more clients than there is memory for."));
      }
    }

    @Override
    public void finish() {
      synchronized (ClientNames.this) {
        ids = seen;
        bytes.set(size);
      }
    }

    @Override
    public void abort() {
      // nothing of it is known yet
    }
  }
}
