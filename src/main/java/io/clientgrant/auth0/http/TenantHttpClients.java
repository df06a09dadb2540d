package io.clientgrant.auth0.http;

import io.clientgrant.auth0.connection.Connection;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** The HTTP clients of one tenant: one for tokens, one for the Management API. */
public final class TenantHttpClients {
  private final OkHttpClient plain;
  private final int common;

  /**
   * @param http what every call goes through
   * @param callTimeout how long a call may take, from the first byte sent to the last byte read
   */
  public TenantHttpClients(
      Connection connection, OkHttpClient http, MeterRegistry registry, Duration callTimeout) {
    this.common = http.interceptors().size();
    this.plain =
        http.newBuilder()
            .callTimeout(callTimeout) // the only limit on time: the others are 10 s unless set
            .connectTimeout(callTimeout)
            .readTimeout(callTimeout)
            .writeTimeout(callTimeout)
            .retryOnConnectionFailure(false) // it would send a POST twice
            .protocols(List.of(Protocol.HTTP_1_1)) // OkHttp reads HTTP/2 headers without a bound
            .followRedirects(false) // a call and its credential go where the Secret says
            .addNetworkInterceptor(new NoRetryInterceptor())
            .addInterceptor(new UserAgentInterceptor())
            .addInterceptor(new SecretRedactor(connection.credential()))
            .addInterceptor(new CallMetrics(registry, connection.domain()))
            .build();
  }

  /** The client for the token endpoint. */
  public OkHttpClient forTokens() {
    return plain.newBuilder().addInterceptor(ResponseSizeLimit.small()).build();
  }

  /**
   * The client for the Management API.
   *
   * @param authorization adds the token to each call
   * @param trail sees each call that carries a token, and its answer without secrets
   * @param limiters what is told of the tenant's own rate limits
   * @param maxAnswerBytes how large an answer may be
   * @param largeResponses those of all tenants
   */
  public OkHttpClient forManagementApi(
      Interceptor authorization,
      Interceptor trail,
      EndpointLimiters limiters,
      InstantSource clock,
      int maxAnswerBytes,
      LargeResponses largeResponses) {
    var client =
        plain
            .newBuilder()
            .addInterceptor(ResponseSizeLimit.large(maxAnswerBytes, largeResponses))
            .addInterceptor(new RateLimitInterceptor(limiters, clock));
    client
        .interceptors()
        .addAll(common, List.of(authorization, trail)); // each attempt goes through all after it
    return client.build();
  }
}
