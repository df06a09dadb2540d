package io.clientgrant.auth0.api;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;

/** Puts the access token on each call, and once more with a new one if the API refuses it. */
final class BearerTokenInterceptor implements Interceptor {
  private final AccessTokenSource tokens;

  BearerTokenInterceptor(AccessTokenSource tokens) {
    this.tokens = tokens;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    var token = tokens.current();
    var response = proceed(chain, token);
    if (response.code() != 401) {
      return response;
    }
    response.close();
    tokens.rejected(token);
    return proceed(chain, tokens.current());
  }

  private static Response proceed(Chain chain, String token) throws IOException {
    return chain.proceed(
        chain.request().newBuilder().header("Authorization", "Bearer " + token).build());
  }
}
