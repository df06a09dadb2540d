package io.clientgrant.auth0.http;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Keeps OkHttp from making a call again by itself. It takes a 503 with {@code Retry-After: 0} for
 * an order to do so, even if the call is a POST whose outcome nobody knows.
 */
final class NoRetryInterceptor implements Interceptor {
  @Override
  public Response intercept(Chain chain) throws IOException {
    var response = chain.proceed(chain.request());
    return response.code() == 503
        ? response.newBuilder().removeHeader("Retry-After").build()
        : response;
  }
}
