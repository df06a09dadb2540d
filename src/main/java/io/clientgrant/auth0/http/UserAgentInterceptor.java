package io.clientgrant.auth0.http;

import java.io.IOException;
import java.util.Optional;
import okhttp3.Interceptor;
import okhttp3.OkHttp;
import okhttp3.Response;

/** Says who calls. The tenant's own log shows it. */
final class UserAgentInterceptor implements Interceptor {
  private static final String USER_AGENT =
      "clientgrant-operator/%s okhttp/%s"
          .formatted(
              Optional.ofNullable(
                      UserAgentInterceptor.class.getPackage().getImplementationVersion())
                  .orElse("unreleased"),
              OkHttp.VERSION);

  @Override
  public Response intercept(Chain chain) throws IOException {
    return chain.proceed(chain.request().newBuilder().header("User-Agent", USER_AGENT).build());
  }
}
