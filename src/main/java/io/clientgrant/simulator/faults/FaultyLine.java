package io.clientgrant.simulator.faults;

import io.clientgrant.simulator.wire.Answer;
import io.clientgrant.simulator.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/** What becomes of an answer when a fault strikes. */
public final class FaultyLine {
  private FaultyLine() {}

  /**
   * Delivers an answer.
   *
   * @param fault the fault that strikes, if one does
   * @param perform lets the request take effect
   */
  public static Delivery deliver(Optional<Fault> fault, Supplier<Answer> perform)
      throws InterruptedException {
    return fault.isPresent() ? deliver(fault.get(), perform) : new Delivery.Whole(perform.get());
  }

  private static Delivery deliver(Fault fault, Supplier<Answer> perform)
      throws InterruptedException {
    var performed = fault.performed() ? Optional.of(perform.get()) : Optional.<Answer>empty();
    return switch (fault.kind()) {
      case Fault.Status status -> new Delivery.Whole(answer(status));
      case Fault.Delay delay -> {
        Thread.sleep(delay.time());
        yield new Delivery.Whole(performed.orElseGet(perform));
      }
      case Fault.Drop _ -> new Delivery.Nothing();
      case Fault.HalfBody _ -> new Delivery.Half(performed.orElseGet(FaultyLine::standIn));
      case Fault.BrokenJson _ ->
          new Delivery.Whole(broken(performed.orElseGet(FaultyLine::standIn)));
    };
  }

  private static Answer answer(Fault.Status status) {
    return new Answer(
        status.status(), status.headers(), status.body().getBytes(StandardCharsets.UTF_8));
  }

  private static Answer broken(Answer answer) {
    var body = answer.body();
    return new Answer(answer.status(), answer.headers(), Arrays.copyOf(body, body.length / 2));
  }

  /** What is cut in half where the request itself was not to take effect. */
  private static Answer standIn() {
    return Answer.management(200, Json.object().put("simulator", "this answer is never whole"));
  }

  /** The longest delay that a person can ask for: a client has long gone by then. */
  public static final Duration MAX_DELAY = Duration.ofHours(1);
}
