package io.clientgrant.simulator.server;

import io.clientgrant.simulator.limit.LimitBucket;
import io.clientgrant.simulator.limit.Throttle;
import io.clientgrant.simulator.state.SimulatorOptions;
import io.clientgrant.simulator.token.TokenIssuer;
import io.clientgrant.simulator.wire.Call;
import io.clientgrant.simulator.wire.ErrorResponse;
import io.clientgrant.simulator.wire.Request;
import io.clientgrant.simulator.wire.Response;
import io.clientgrant.simulator.wire.Route;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Finds the route of a request. It checks the token first, then the scope, then the rate limit. */
public final class Router {
  /** The route under which requests to unknown paths are counted. */
  static final String UNKNOWN_ROUTE = "(no such route)";

  private final List<Route> routes;
  private final TokenIssuer tokens;
  private final Throttle limits;
  private final Supplier<SimulatorOptions> options;

  public Router(
      List<Route> routes, TokenIssuer tokens, Throttle limits, Supplier<SimulatorOptions> options) {
    this.routes = routes;
    this.tokens = tokens;
    this.limits = limits;
    this.options = options;
  }

  /** The path template of the route that matches a request. */
  String template(Request request) {
    return find(request).map(match -> match.route().template()).orElse(UNKNOWN_ROUTE);
  }

  Response handle(Request request) {
    try {
      var match = find(request).orElseThrow(ErrorResponse::noSuchRoute);
      var scopes = authorized(request, match.route().scopes());
      var call = new Call(request, match.parameters(), scopes);
      return match
          .route()
          .bucket()
          .map(bucket -> limited(bucket, match.route(), call))
          .orElseGet(() -> match.route().handler().apply(call));
    } catch (ErrorResponse error) {
      return error.response();
    }
  }

  private Set<String> authorized(Request request, List<String> anyOf) {
    if (anyOf.isEmpty()) {
      return Set.of();
    }
    var scopes = tokens.scopesOf(request);
    if (Collections.disjoint(scopes, anyOf)) {
      throw ErrorResponse.of(
          403,
          "Insufficient scope, expected any of: " + String.join(",", anyOf),
          "insufficient_scope");
    }
    return scopes;
  }

  /** Adds the rate limit headers to every response. Source: Management API, limits. */
  private Response limited(LimitBucket bucket, Route route, Call call) {
    var receipt = limits.admit(bucket);
    if (!receipt.admitted()) {
      return tooManyRequests(receipt);
    }
    try {
      return route.handler().apply(call).with(receipt.headers());
    } catch (ErrorResponse error) {
      return error.response().with(receipt.headers());
    }
  }

  private Response tooManyRequests(Throttle.Receipt receipt) {
    var bucket = receipt.bucket();
    if (bucket == LimitBucket.TOKEN) {
      return ErrorResponse.token(429, "too_many_requests", bucket.message())
          .response()
          .with(receipt.headers())
          .with(receipt.retryAfter());
    }
    return Response.error(429, bucket.message(), "too_many_requests")
        .with(receipt.headers())
        .with(options.get().sendRetryAfter() ? receipt.retryAfter() : Map.of());
  }

  private Optional<Match> find(Request request) {
    return routes.stream()
        .flatMap(route -> route.match(request).map(p -> new Match(route, p)).stream())
        .findFirst();
  }

  private record Match(Route route, Map<String, String> parameters) {}
}
