package io.clientgrant.auth0.api;

import static java.net.HttpURLConnection.HTTP_UNAUTHORIZED;

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
    if (response.code() != HTTP_UNAUTHORIZED) {
      tokens.accepted();
      return response;
    }
    if (!tokens.rejected(token)) {
      return response;
    }
    response.close();
    var fresh = tokens.current();
    var second = proceed(chain, fresh);
    if (second.code() == HTTP_UNAUTHORIZED) {
      tokens.rejected(fresh);
    } else {
      tokens.accepted();
    }
    return second;
  }

  private static Response proceed(Chain chain, String token) throws IOException {
    return chain.proceed(
        chain.request().newBuilder().header("Authorization", "Bearer " + token).build());
  }
}
