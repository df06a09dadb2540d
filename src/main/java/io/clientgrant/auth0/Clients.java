package io.clientgrant.auth0;

import io.clientgrant.auth0.api.ClientsApi;
import io.clientgrant.auth0.cache.ClientNames;
import io.clientgrant.auth0.cache.Reader;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.auth0.limit.RateLimiter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the clients of a tenant are called. Only if somebody asks for a name, all names are read: a
 * call for each hundred clients, once after each resync, over one of the connections to the tenant.
 */
public final class Clients {
  private final ClientsApi api;
  private final ClientNames names;
  private final Reader reader;
  private final Supplier<Instant> lastResync;
  private final InstantSource clock;
  private final Map<String, Instant> requests = new HashMap<>();

  /**
   * @param names what all connections to the tenant know
   * @param rateLimiter that of the endpoint, which has a limit of its own
   * @param lastResync when the last resync began: names are read once since then
   * @param clock the clock of the rate limiter
   */
  Clients(
      ClientsApi api,
      ClientNames names,
      RateLimiter rateLimiter,
      Supplier<Instant> lastResync,
      InstantSource clock) {
    this.api = api;
    this.names = names;
    this.reader = new Reader(rateLimiter, clock);
    this.lastResync = lastResync;
    this.clock = clock;
  }

  /**
   * Reads the names unless they have been read since the last resync began; goes on with a reading
   * that was paused. Waits while another connection reads them.
   *
   * @param request somebody's request to read them again; null if there is none. It is carried out
   *     once
   * @return when to go on; empty if they have been read
   * @throws TenantException if a call does not succeed
   */
  public Optional<Instant> read(@Nullable String request) {
    return reader.readSince(since(request), names.reading(), () -> names.begin(api.names()));
  }

  /** The ids of the clients that have a name, as last read; no call. */
  public List<String> named(String name) {
    return names.named(name);
  }

  /** Reads nothing more. */
  void close() {
    reader.close();
  }

  private synchronized Instant since(@Nullable String request) {
    var resync = lastResync.get();
    requests.values().removeIf(resync::isAfter);
    return request == null ? resync : requests.computeIfAbsent(request, _ -> clock.instant());
  }
}
