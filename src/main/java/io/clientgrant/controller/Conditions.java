package io.clientgrant.controller;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.api.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a verdict as conditions: {@code Ready} always, and as kstatus asks, {@code Reconciling} or
 * {@code Stalled} only while they are true.
 */
final class Conditions {
  private static final int LONGEST_MESSAGE = 1024;

  private final List<Condition> before;
  private final @Nullable Long generation;
  private final Instant now;

  /**
   * @param before the conditions until now, whose transition times go on if they do
   * @param generation the generation of the spec that the new ones speak of
   */
  Conditions(@Nullable List<Condition> before, @Nullable Long generation, Instant now) {
    this.before = before == null ? List.of() : before;
    this.generation = generation;
    this.now = now;
  }

  /** The reason of the condition Ready; empty if there is none yet. */
  static Optional<String> reason(@Nullable ClientGrantStatus status) {
    return Optional.ofNullable(status).map(ClientGrantStatus::conditions).stream()
        .flatMap(List::stream)
        .filter(condition -> condition.type().equals("Ready"))
        .map(Condition::reason)
        .findFirst();
  }

  List<Condition> of(Verdict verdict) {
    return switch (verdict.phase()) {
      case READY -> List.of(condition("Ready", "True", verdict));
      case OBSERVED -> List.of(condition("Ready", "False", verdict));
      case SUSPENDED -> List.of(condition("Ready", "Unknown", verdict));
      case RECONCILING, WAITING ->
          List.of(condition("Ready", "False", verdict), condition("Reconciling", "True", verdict));
      case STALLED ->
          List.of(condition("Ready", "False", verdict), condition("Stalled", "True", verdict));
    };
  }

  /** Whether a verdict is other than what the conditions said until now. */
  boolean isNews(Verdict verdict) {
    return ready()
        .noneMatch(ready ->
            ready.reason().equals(verdict.reason())
                && ready.message().equals(shortened(verdict.message())));
  }

  private Stream<Condition> ready() {
    return before.stream().filter(condition -> condition.type().equals("Ready"));
  }

  private Condition condition(String type, String status, Verdict verdict) {
    var since =
        before.stream()
            .filter(old -> old.type().equals(type) && old.status().equals(status))
            .map(Condition::lastTransitionTime)
            .findFirst()
            .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
    return new Condition(
        type, status, verdict.reason(), shortened(verdict.message()), generation, since);
  }

  /** Half a character would be stored as another one, and look like news at each try. */
  private static String shortened(String message) {
    var cut =
        message.length() <= LONGEST_MESSAGE
            ? message
            : message.substring(0, LONGEST_MESSAGE - 1) + "…";
    return new String(cut.getBytes(UTF_8), UTF_8);
  }
}
