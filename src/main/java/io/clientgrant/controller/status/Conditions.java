package io.clientgrant.controller.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clientgrant.api.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link ReadyState} as conditions: {@code Ready}, and, as kstatus asks, {@code
 * Reconciling} or {@code Stalled} only while they are true. A resource that is left alone on
 * purpose has {@code Idle} instead: kstatus takes it for current then, so that nothing waits for
 * it.
 */
public final class Conditions {
  private static final Set<String> SUMMARIES = Set.of("Ready", "Idle");
  private static final Set<String> STATES = Set.of("Ready", "Idle", "Reconciling", "Stalled");
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

  /** What the conditions say in one word: Ready, Idle, Reconciling, Stalled, or Unknown. */
  public static String state(List<Condition> conditions) {
    return conditions.stream()
        .filter(condition -> condition.status().equals("True"))
        .map(Condition::type)
        .filter(STATES::contains)
        .findFirst()
        .orElse("Unknown");
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

  /** The conditions that show a state, and the remarks that were shown before. */
  public List<Condition> of(ReadyState state) {
    return Stream.concat(
            (switch (state.phase()) {
              case READY -> Stream.of(condition("Ready", "True", state));
              case IDLE -> Stream.of(condition("Idle", "True", state));
              case RECONCILING, UNCHANGED, WAITING ->
                  Stream.of(
                      condition("Ready", "False", state), condition("Reconciling", "True", state));
              case STALLED ->
                  Stream.of(
                      condition("Ready", "False", state), condition("Stalled", "True", state));
            }),
            before.stream().filter(Remark::isOne))
        .toList();
  }

  /** Conditions with these remarks, and no others. */
  public List<Condition> with(List<Remark> remarks, @Nullable List<Condition> conditions) {
    return Stream.concat(
            conditions == null
                ? Stream.empty()
                : conditions.stream().filter(shown -> !Remark.isOne(shown)),
            remarks.stream()
                .map(remark ->
                    condition(remark.type(), remark.status(), remark.reason(), remark.message())))
        .toList();
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
    return condition(type, status, state.reason(), state.message());
  }

  private Condition condition(String type, String status, String reason, String message) {
    var since =
        before.stream()
            .filter(old -> old.type().equals(type) && old.status().equals(status))
            .map(Condition::lastTransitionTime)
            .findFirst()
            .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
    return new Condition(type, status, reason, shortened(message), generation, since);
  }

  /** Half a surrogate pair would be stored as another character and look new at each try. */
  static String shortened(String message) {
    var cut =
        message.length() <= MAX_MESSAGE_LENGTH
            ? message
            : message.substring(0, MAX_MESSAGE_LENGTH - 1) + "…";
    return new String(cut.getBytes(UTF_8), UTF_8);
  }
}
