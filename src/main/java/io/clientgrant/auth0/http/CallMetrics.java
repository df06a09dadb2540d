package io.clientgrant.auth0.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.util.Set;
import okhttp3.Interceptor;
import okhttp3.Response;

/** Counts and times every call to a tenant, by domain, method and status. */
public final class CallMetrics implements Interceptor {
  private static final String NAME = "clientgrant.api.calls";

  /** What Auth0, or a proxy before it, answers with. */
  private static final Set<Integer> STATUSES =
      Set.of(
          200, 201, 204, 301, 302, 307, 308, 400, 401, 403, 404, 405, 407, 408, 409, 413, 415, 422,
          429, 500, 502, 503, 504);

  private final MeterRegistry registry;
  private final String domain;

  CallMetrics(MeterRegistry registry, String domain) {
    this.registry = registry;
    this.domain = domain;
  }

  /** Removes the time series of a domain that nobody calls any more. */
  public static void remove(MeterRegistry registry, String domain) {
    registry.find(NAME).tag("domain", domain).meters().forEach(registry::remove);
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    var sample = Timer.start(registry);
    var status = "none";
    try {
      var response = chain.proceed(chain.request());
      status = status(response.code());
      return response;
    } finally {
      sample.stop(
          Timer.builder(NAME)
              .description("Calls to Auth0; status is none where no answer came")
              .tag("domain", domain)
              .tag("method", chain.request().method())
              .tag("endpoint", endpoint(chain))
              .tag("status", status)
              .register(registry));
    }
  }

  /** Few values whatever the endpoint answers: each would be a time series. */
  private static String status(int code) {
    return STATUSES.contains(code) ? Integer.toString(code) : "other";
  }

  /** Few values whatever the ids are: a tag with an id in it would be a time series each. */
  private static String endpoint(Chain chain) {
    return chain.request().url().encodedPath().endsWith("/oauth/token") ? "token" : "client-grants";
  }
}
