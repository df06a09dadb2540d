package io.clientgrant.auth0.http;

import io.clientgrant.auth0.limit.RateLimiter;
import java.io.IOException;
import java.time.InstantSource;
import java.util.regex.Pattern;
import okhttp3.Interceptor;
import okhttp3.Response;

/** Tells the rate limiter what each answer says about the limit of the tenant. */
final class RateLimitInterceptor implements Interceptor {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int ERROR_SIZE = 4096;
  private static final Pattern MESSAGE = Pattern.compile("\"message\"\\s*:\\s*\"([^\"]*)\"");

  private final RateLimiter rateLimiter;
  private final InstantSource clock;

  RateLimitInterceptor(RateLimiter rateLimiter, InstantSource clock) {
    this.rateLimiter = rateLimiter;
    this.clock = clock;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    var sent = clock.instant();
    var response = chain.proceed(chain.request());
    rateLimiter.responseReceived(response.code(), response.headers(), message(response), sent);
    return response;
  }

  /** The message of a 429, which tells whose limit it is. */
  private static String message(Response response) throws IOException {
    if (response.code() != TOO_MANY_REQUESTS) {
      return "";
    }
    var message = MESSAGE.matcher(response.peekBody(ERROR_SIZE).string());
    return message.find() ? message.group(1) : "";
  }
}
