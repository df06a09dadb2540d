package io.clientgrant.cli.check;

import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.auth0.http.Exchange;
import io.clientgrant.auth0.limit.LimitTrial;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at every call, keeps the last one, and what all of them have in common. */
final class Wire {
  static final int TOO_MANY_REQUESTS = 429;
  private static final String JSON = "application/json; charset=utf-8";
  private static final Set<String> LIMIT_HEADERS =
      Set.of("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset");

  private final InstantSource wallClock;
  private final LimitTrial limit = new LimitTrial();
  private final Set<String> otherTypes = new TreeSet<>();
  private final Set<String> withoutLimit = new TreeSet<>();
  private final Set<String> refusals = new TreeSet<>();
  private int answers;
  private @Nullable Exchange token;
  private @Nullable Exchange last;
  private @Nullable Duration ahead;

  /**
   * @param wallClock what this machine takes for the time
   */
  Wire(InstantSource wallClock) {
    this.wallClock = wallClock;
  }

  /** Takes in a call. */
  void look(Exchange exchange) {
    last = exchange;
    var date = exchange.headers().getInstant("date");
    ahead = date == null ? ahead : difference(date, wallClock.instant());
    if (exchange.isForToken()) {
      token = exchange;
      return;
    }
    answers++;
    var type = exchange.header("content-type").orElse("none");
    if (!type.equalsIgnoreCase(JSON)) {
      otherTypes.add("%d: %s".formatted(exchange.status(), type));
    }
    if (exchange.status() == TOO_MANY_REQUESTS) {
      refusals.add(Attempt.json(exchange.body()).path("errorCode").asText("no errorCode"));
    } else {
      limit.answered(exchange.headers(), exchange.sent(), exchange.received());
    }
    if (exchange.status() / 100 == 2) {
      LIMIT_HEADERS.stream()
          .filter(name -> exchange.header(name).isEmpty())
          .forEach(withoutLimit::add);
    }
  }

  /** How far the date of an answer is ahead; it is cut to a second, and was made before now. */
  private static Duration difference(Instant date, Instant now) {
    var least = Duration.between(now, date);
    return least.isNegative() && least.plusSeconds(1).isPositive() ? Duration.ZERO : least;
  }

  /** Makes a call, whatever comes of it. */
  Attempt make(Supplier<?> call) {
    last = null;
    @Nullable TenantException failure = null;
    try {
      var _ = call.get();
    } catch (TenantException e) {
      failure = e;
    }
    return new Attempt(last, failure);
  }

  /** The call for a token; empty if there was none. */
  Optional<Exchange> token() {
    return Optional.ofNullable(token);
  }

  /** How many answers of the Management API there were. */
  int answers() {
    return answers;
  }

  /** The types of content that are not JSON, with the status of the answer. */
  Set<String> otherTypes() {
    return otherTypes;
  }

  /** The headers about the limit that a successful answer lacked. */
  Set<String> withoutLimit() {
    return withoutLimit;
  }

  /** What answers with status 429 said. */
  Set<String> refusals() {
    return refusals;
  }

  /** What the answers told of the limit. */
  LimitTrial limit() {
    return limit;
  }

  /** How far the clock of the tenant is ahead of this machine's; empty without a date. */
  Optional<Duration> ahead() {
    return Optional.ofNullable(ahead);
  }
}
