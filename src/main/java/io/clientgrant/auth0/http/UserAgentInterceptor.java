package io.clientgrant.auth0.http;

import java.io.IOException;
import java.util.Optional;
import okhttp3.Interceptor;
import okhttp3.OkHttp;
import okhttp3.Response;

/** Says who calls. The tenant's own log shows it. */
public final class UserAgentInterceptor implements Interceptor {
  /** What the user agent of every call begins with. */
  public static final String PRODUCT = "clientgrant-operator/";

  private static final String USER_AGENT =
      "%s%s okhttp/%s"
          .formatted(
              PRODUCT,
              Optional.ofNullable(
                      UserAgentInterceptor.class.getPackage().getImplementationVersion())
                  .orElse("unreleased"),
              OkHttp.VERSION);

  @Override
  public Response intercept(Chain chain) throws IOException {
    return chain.proceed(chain.request().newBuilder().header("User-Agent", USER_AGENT).build());
  }
}
