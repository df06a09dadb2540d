package io.clientgrant.simulator.server;

import io.clientgrant.simulator.setting.LimitBucket;
import io.clientgrant.simulator.setting.LimitCounters;
import io.clientgrant.simulator.setting.SimulatorOptions;
import io.clientgrant.simulator.token.Tokens;
import io.clientgrant.simulator.wire.Answer;
import io.clientgrant.simulator.wire.Call;
import io.clientgrant.simulator.wire.ErrorResponse;
import io.clientgrant.simulator.wire.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Takes a request to its route: token first, then the scope, then the rate limit. */
public final class Switchboard {
  /** The route under which requests for nothing are counted. */
  static final String NOWHERE = "(no such route)";

  private final List<Route> routes;
  private final Tokens tokens;
  private final LimitCounters limits;
  private final Supplier<SimulatorOptions> options;

  public Switchboard(
      List<Route> routes, Tokens tokens, LimitCounters limits, Supplier<SimulatorOptions> options) {
    this.routes = routes;
    this.tokens = tokens;
    this.limits = limits;
    this.options = options;
  }

  /** The template of the route that a request is for. */
  String template(Request request) {
    return find(request).map(found -> found.route().template()).orElse(NOWHERE);
  }

  Answer answer(Request request) {
    try {
      var found = find(request).orElseThrow(ErrorResponse::noSuchRoute);
      var scopes = found.route().scope().map(scope -> authorized(request, scope));
      var call = new Call(request, found.parameters(), scopes.orElse(Set.of()));
      return found
          .route()
          .bucket()
          .map(bucket -> limited(bucket, found.route(), call))
          .orElseGet(() -> found.route().handler().apply(call));
    } catch (ErrorResponse refusal) {
      return refusal.answer();
    }
  }

  private Set<String> authorized(Request request, String scope) {
    var scopes = tokens.scopesOf(request);
    if (!scopes.contains(scope)) {
      throw ErrorResponse.of(
          403, "Insufficient scope, expected any of: " + scope, "insufficient_scope");
    }
    return scopes;
  }

  /** Every answer that passed the limit shows it. Source: Management API, limits. */
  private Answer limited(LimitBucket bucket, Route route, Call call) {
    var receipt = limits.admit(bucket);
    if (!receipt.admitted()) {
      return tooMany(bucket, receipt);
    }
    try {
      return route.handler().apply(call).with(receipt.headers());
    } catch (ErrorResponse refusal) {
      return refusal.answer().with(receipt.headers());
    }
  }

  private Answer tooMany(LimitBucket bucket, LimitCounters.Receipt receipt) {
    if (bucket == LimitBucket.TOKEN) {
      return ErrorResponse.token(429, "too_many_requests", bucket.refusal())
          .answer()
          .with(receipt.headers())
          .with(receipt.retryAfter());
    }
    return Answer.error(429, bucket.refusal(), "too_many_requests")
        .with(receipt.headers())
        .with(options.get().sendRetryAfter() ? receipt.retryAfter() : Map.of());
  }

  private Optional<Found> find(Request request) {
    return routes.stream()
        .flatMap(route -> route.match(request).map(p -> new Found(route, p)).stream())
        .findFirst();
  }

  private record Found(Route route, Map<String, String> parameters) {}
}
