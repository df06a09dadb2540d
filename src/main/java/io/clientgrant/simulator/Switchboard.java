package io.clientgrant.simulator;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Takes a request to its route: token first, then the scope, then the rate limit. */
final class Switchboard {
  /** The route under which requests for nothing are counted. */
  static final String NOWHERE = "(no such route)";

  private final List<Route> routes;
  private final Tokens tokens;
  private final RateLimits limits;
  private final Supplier<Options> options;

  Switchboard(List<Route> routes, Tokens tokens, RateLimits limits, Supplier<Options> options) {
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
      var found = find(request).orElseThrow(Refusal::noSuchRoute);
      var scopes = found.route().scope().map(scope -> authorized(request, scope));
      var call = new Call(request, found.parameters(), scopes.orElse(Set.of()));
      return found
          .route()
          .bucket()
          .map(bucket -> limited(bucket, found.route(), call))
          .orElseGet(() -> found.route().handler().apply(call));
    } catch (Refusal refusal) {
      return refusal.answer();
    }
  }

  private Set<String> authorized(Request request, String scope) {
    var scopes = tokens.scopesOf(request);
    if (!scopes.contains(scope)) {
      throw Refusal.of(403, "Insufficient scope, expected any of: " + scope, "insufficient_scope");
    }
    return scopes;
  }

  /** Every answer that passed the limit shows it. Source: Management API, limits. */
  private Answer limited(Bucket bucket, Route route, Call call) {
    var receipt = limits.admit(bucket);
    if (!receipt.admitted()) {
      return tooMany(bucket, receipt);
    }
    try {
      return route.handler().apply(call).with(receipt.headers());
    } catch (Refusal refusal) {
      return refusal.answer().with(receipt.headers());
    }
  }

  private Answer tooMany(Bucket bucket, RateLimits.Receipt receipt) {
    if (bucket == Bucket.TOKEN) {
      return Refusal.token(429, "too_many_requests", bucket.refusal())
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
