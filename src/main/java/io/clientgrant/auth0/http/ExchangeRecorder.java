package io.clientgrant.auth0.http;

import java.io.IOException;
import java.time.InstantSource;
import java.util.function.Consumer;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Shows each call with its answer to somebody, after everything else has been done with it: an
 * answer that repeats a secret is empty by then.
 */
public final class ExchangeRecorder implements Interceptor {
  private final InstantSource clock;
  private final Consumer<Exchange> look;

  public ExchangeRecorder(InstantSource clock, Consumer<Exchange> look) {
    this.clock = clock;
    this.look = look;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    var sent = clock.instant();
    var response = chain.proceed(chain.request());
    look.accept(
        new Exchange(
            chain.request().method(),
            chain.request().url(),
            response.code(),
            response.headers(),
            response.peekBody(Long.MAX_VALUE).string(),
            sent,
            clock.instant()));
    return response;
  }
}
