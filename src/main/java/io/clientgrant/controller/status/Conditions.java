package io.clientgrant.controller.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clientgrant.api.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link ReadyState} as conditions: {@code Ready}, and, as kstatus asks, {@code
 * Reconciling} or {@code Stalled} only while they are true. A resource that is left alone on
 * purpose has {@code Idle} instead: kstatus takes it for current then, so that nothing waits for
 * it.
 */
public final class Conditions {
  private static final Set<String> SUMMARIES = Set.of("Ready", "Idle");
  private static final int MAX_MESSAGE_LENGTH = 1024;

  private final List<Condition> before;
  private final @Nullable Long generation;
  private final Instant now;

  /**
   * @param before the conditions until now; a condition that keeps its status keeps its transition
   *     time
   * @param generation the generation of the spec that the new conditions are about
   */
  public Conditions(@Nullable List<Condition> before, @Nullable Long generation, Instant now) {
    this.before = before == null ? List.of() : before;
    this.generation = generation;
    this.now = now;
  }

  /** The condition that sums a resource up: Ready or Idle. Empty if there is none yet. */
  public static Optional<Condition> summary(@Nullable List<Condition> conditions) {
    return Optional.ofNullable(conditions).stream()
        .flatMap(List::stream)
        .filter(condition -> SUMMARIES.contains(condition.type()))
        .findFirst();
  }

  /** Whether the condition Ready is true. */
  public static boolean isReady(@Nullable List<Condition> conditions) {
    return summary(conditions)
        .filter(found -> found.type().equals("Ready") && found.status().equals("True"))
        .isPresent();
  }

  /** Whether the resource was left alone on purpose. */
  public static boolean isIdle(@Nullable List<Condition> conditions) {
    return summary(conditions).filter(found -> found.type().equals("Idle")).isPresent();
  }

  /** The conditions that show a state. */
  public List<Condition> of(ReadyState state) {
    return switch (state.phase()) {
      case READY -> List.of(condition("Ready", "True", state));
      case IDLE -> List.of(condition("Idle", "True", state));
      case RECONCILING, UNCHANGED, WAITING ->
          List.of(condition("Ready", "False", state), condition("Reconciling", "True", state));
      case STALLED ->
          List.of(condition("Ready", "False", state), condition("Stalled", "True", state));
    };
  }

  /** Whether a state differs from what the conditions have shown until now. */
  public boolean isNews(ReadyState state) {
    return summary(before)
        .filter(shown ->
            shown.reason().equals(state.reason())
                && shown.message().equals(shortened(state.message())))
        .isEmpty();
  }

  private Condition condition(String type, String status, ReadyState state) {
    var since =
        before.stream()
            .filter(old -> old.type().equals(type) && old.status().equals(status))
            .map(Condition::lastTransitionTime)
            .findFirst()
            .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
    return new Condition(
        type, status, state.reason(), shortened(state.message()), generation, since);
  }

  /** Half a surrogate pair would be stored as another character and look new at each try. */
  private static String shortened(String message) {
    var cut =
        message.length() <= MAX_MESSAGE_LENGTH
            ? message
            : message.substring(0, MAX_MESSAGE_LENGTH - 1) + "…";
    return new String(cut.getBytes(UTF_8), UTF_8);
  }
}
