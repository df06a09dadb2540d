package io.clientgrant.auth0.http;

import java.io.IOException;
import java.time.InstantSource;
import java.util.regex.Pattern;
import okhttp3.Interceptor;
import okhttp3.Response;

/** Tells the rate limiter of an endpoint what each answer says about its limit. */
final class RateLimitInterceptor implements Interceptor {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int ERROR_SIZE = 4096;
  private static final Pattern MESSAGE = Pattern.compile("\"message\"\\s*:\\s*\"([^\"]*)\"");

  private final EndpointLimiters limiters;
  private final InstantSource clock;

  RateLimitInterceptor(EndpointLimiters limiters, InstantSource clock) {
    this.limiters = limiters;
    this.clock = clock;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    var sent = clock.instant();
    var response = chain.proceed(chain.request());
    limiters
        .of(chain.request())
        .responseReceived(response.code(), response.headers(), message(response), sent);
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
