package io.clientgrant.cli.check;

import io.clientgrant.auth0.limit.LearntLimit;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What the operator counts on in every answer. */
final class CommonRules {
  private static final Duration CLOSE = Duration.ofSeconds(30);
  private static final Rule TYPE =
      Rule.recorded("every answer", "Content-Type: application/json; charset=utf-8");
  private static final Rule HEADERS =
      Rule.recorded("every 2xx", "x-ratelimit-limit, -remaining and -reset");
  private static final Rule BUCKET =
      Rule.recorded("rate limit", "a bucket that drips, full at x-ratelimit-reset");
  private static final Rule FORESEEN =
      Rule.inferred("rate limit", "as much left as the operator foresees, or more");
  private static final Rule REFUSED = Rule.recorded("429", "errorCode too_many_requests");
  private static final Rule CLOCK = Rule.inferred("Date", "within 30 s of this machine's clock");

  private CommonRules() {}

  /** What came of them, by all calls. */
  static List<Outcome> outcomes(Wire wire) {
    return List.of(
        TYPE.seen(
            wire.otherTypes().isEmpty(),
            wire.otherTypes().isEmpty()
                ? "so in all %d".formatted(wire.answers())
                : String.join("; ", wire.otherTypes())),
        HEADERS.seen(
            wire.withoutLimit().isEmpty(),
            wire.withoutLimit().isEmpty()
                ? "so in each"
                : "without " + String.join(", ", wire.withoutLimit())),
        bucket(wire),
        foreseen(wire),
        wire.refusals().isEmpty()
            ? REFUSED.unseen("No call was refused.")
            : REFUSED.seen(
                wire.refusals().stream().allMatch("too_many_requests"::equals),
                String.join(", ", wire.refusals())),
        wire.ahead()
            .map(ahead -> CLOCK.seen(ahead.abs().compareTo(CLOSE) <= 0, clock(ahead)))
            .orElseGet(() -> CLOCK.seen(false, "no Date")));
  }

  private static Outcome bucket(Wire wire) {
    var learnt = wire.limit().learnt();
    if (learnt.isEmpty()) {
      return BUCKET.unseen("No answer told of a limit.");
    }
    var limit = learnt.get();
    if (wire.limit().isWindow()) {
      return BUCKET.seen(false, "a fixed window of %d calls".formatted(limit.size()));
    }
    var contradictions = wire.limit().contradictions();
    return BUCKET.seen(
        contradictions == 0,
        contradictions == 0
            ? "%d at once, %s".formatted(limit.size(), rate(limit))
            : "%d answers contradict that".formatted(contradictions));
  }

  private static Outcome foreseen(Wire wire) {
    var others = wire.limit().callsOfOthers();
    if (wire.limit().learnt().isEmpty()) {
      return FORESEEN.unseen("No answer told of a limit.");
    }
    return others == 0
        ? FORESEEN.seen(true, "so in each")
        : FORESEEN.unseen("Somebody else made %d calls.".formatted(others));
  }

  private static String rate(LearntLimit limit) {
    var least = String.format(Locale.ROOT, "%.1f", Math.floor(limit.leastPerSecond() * 10) / 10);
    return Double.isInfinite(limit.mostPerSecond())
        ? "%s/s or more".formatted(least)
        : least + String.format(Locale.ROOT, "-%.1f/s", Math.ceil(limit.mostPerSecond() * 10) / 10);
  }

  private static String clock(Duration ahead) {
    return ahead.abs().compareTo(Duration.ofSeconds(2)) < 0
        ? "the same"
        : "%d s %s".formatted(ahead.abs().toSeconds(), ahead.isNegative() ? "behind" : "ahead");
  }
}
