package io.clientgrant.auth0.http;

import io.clientgrant.auth0.limit.ServerClock;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * The time at one tenant: the {@code Date} of its successful answers, carried on by a clock that is
 * never set. So it does not matter what the clock of the node says. An error does not count,
 * because something in between may have made it.
 */
public final class TenantClock implements Interceptor {
  private static final double MILLIS = 1000;

  private final InstantSource steady;
  private ServerClock distance = ServerClock.UNKNOWN;

  /**
   * @param steady a clock that is never set; its distance to the tenant's clock does not matter
   */
  public TenantClock(InstantSource steady) {
    this.steady = steady;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    var sent = steady.instant();
    var response = chain.proceed(chain.request());
    if (response.isSuccessful()) {
      Optional.ofNullable(response.headers().getInstant("date"))
          .ifPresent(date -> answered(date, sent, steady.instant()));
    }
    return response;
  }

  private synchronized void answered(Instant date, Instant sent, Instant received) {
    distance = distance.after(date.getEpochSecond(), sent, received);
  }

  /**
   * The time that it is at the tenant at least: about a second less than it is. Empty before the
   * first answer with a date.
   */
  public synchronized Optional<Instant> time() {
    return distance.equals(ServerClock.UNKNOWN)
        ? Optional.empty()
        : Optional.of(steady.instant().plusMillis(Math.round(distance.least() * MILLIS)));
  }
}
