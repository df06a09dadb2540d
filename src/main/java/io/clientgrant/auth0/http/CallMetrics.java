package io.clientgrant.auth0.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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

  /** Where the buckets of the histogram end. */
  private static final List<Duration> BUCKETS =
      List.of(
          Duration.ofMillis(50),
          Duration.ofMillis(100),
          Duration.ofMillis(250),
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2, 500_000_000),
          Duration.ofSeconds(5),
          Duration.ofSeconds(15));

  /** What paths consist of, apart from ids. */
  private static final Set<String> WORDS =
      Set.of("token", "client-grants", "organizations", "clients", "resource-servers", "logs");

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
              .serviceLevelObjectives(BUCKETS.toArray(Duration[]::new))
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

  /** The path without ids, because each id would be a time series. */
  private static String endpoint(Chain chain) {
    return chain.request().url().pathSegments().stream()
        .filter(WORDS::contains)
        .collect(Collectors.joining("/"));
  }
}
