package io.clientgrant.auth0.api;

import io.clientgrant.auth0.limit.RateLimitHeaders;
import io.clientgrant.auth0.limit.RateLimiter;
import java.io.IOException;
import java.time.InstantSource;
import okhttp3.Interceptor;
import okhttp3.Response;

/** Tells the rate limiter what each answer says about the limit of the tenant. */
final class RateLimitInterceptor implements Interceptor {
  private static final int TOO_MANY_REQUESTS = 429;

  private final RateLimiter rateLimiter;
  private final InstantSource clock;

  RateLimitInterceptor(RateLimiter rateLimiter, InstantSource clock) {
    this.rateLimiter = rateLimiter;
    this.clock = clock;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    var response = chain.proceed(chain.request());
    rateLimiter.responseReceived(response.headers());
    if (response.code() == TOO_MANY_REQUESTS) {
      rateLimiter.closeUntil(RateLimitHeaders.reopensAt(response.headers(), clock.instant()));
    }
    return response;
  }
}
