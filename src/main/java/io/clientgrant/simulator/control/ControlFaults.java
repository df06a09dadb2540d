package io.clientgrant.simulator.control;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.faults.Faults;
import io.clientgrant.simulator.faults.FaultyLine;
import io.clientgrant.simulator.wire.Answer;
import io.clientgrant.simulator.wire.Call;
import io.clientgrant.simulator.wire.Json;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Lists, adds and removes faults. */
public final class ControlFaults {
  private final Faults faults;

  public ControlFaults(Faults faults) {
    this.faults = faults;
  }

  public Answer list(Call call) {
    var list = Json.array();
    faults.all().forEach((id, fault) -> list.add(Json.tree(Form.of(Optional.of(id), fault))));
    return Answer.management(200, list);
  }

  Answer add(Call call) {
    var form = ControlBody.value(ControlBody.object(call), Form.class);
    try {
      var fault = form.fault();
      return Answer.management(201, Form.of(Optional.of(faults.add(fault)), fault));
    } catch (IllegalArgumentException e) {
      throw ControlBody.wrong(String.valueOf(e.getMessage()));
    }
  }

  Answer clear(Call call) {
    faults.clear();
    return Answer.noContent();
  }

  Answer remove(Call call) {
    var id = call.parameter("id");
    if (!id.matches("[0-9]{1,9}") || !faults.remove(Integer.parseInt(id))) {
      throw ControlBody.missing("the fault");
    }
    return Answer.noContent();
  }

  /**
   * A fault as a person writes it.
   *
   * @param id its number; the simulator gives it
   * @param method the method it strikes
   * @param path the path or template it strikes
   * @param kind {@code status}, {@code delay}, {@code drop}, {@code half_body} or {@code
   *     broken_json}
   * @param status the status of a {@code status}
   * @param headers the headers of a {@code status}
   * @param body the body of a {@code status}: a text as it is, or JSON
   * @param delayMs the time of a {@code delay}
   * @param afterEffect whether the request takes effect first
   * @param times how often
   * @param share on which share of requests
   */
  record Form(
      Optional<Integer> id,
      Optional<String> method,
      Optional<String> path,
      @JsonProperty(required = true) String kind,
      Optional<Integer> status,
      Optional<Map<String, String>> headers,
      Optional<Object> body,
      Optional<Long> delayMs,
      Optional<Boolean> afterEffect,
      Optional<Integer> times,
      Optional<Double> share) {

    Fault fault() {
      var plain =
          switch (kind) {
            case "status" -> statusFault();
            case "delay" -> Fault.delay(delay());
            case "drop" -> Fault.drop();
            case "half_body" -> Fault.halfBody();
            case "broken_json" -> Fault.brokenJson();
            default ->
                throw new IllegalArgumentException(
                    "kind must be status, delay, drop, half_body or broken_json");
          };
      return new Fault(
          method, path, plain.kind(), afterEffect.orElse(plain.performed()), times, share);
    }

    private Fault statusFault() {
      var code =
          status.orElseThrow(() -> new IllegalArgumentException("kind status needs a status"));
      var standard =
          (Fault.Status)
              (code == 429 ? Fault.tooManyRequests(Map.of()) : Fault.status(code)).kind();
      return Fault.status(
          code,
          headers.orElse(standard.headers()),
          body.map(b -> b instanceof String text ? text : Json.text(Json.tree(b)))
              .orElse(standard.body()));
    }

    private Duration delay() {
      var millis =
          delayMs.orElseThrow(() -> new IllegalArgumentException("kind delay needs a delay_ms"));
      if (millis < 0 || millis > FaultyLine.MAX_DELAY.toMillis()) {
        throw new IllegalArgumentException("delay_ms must be between 0 and an hour");
      }
      return Duration.ofMillis(millis);
    }

    static Form of(Optional<Integer> id, Fault fault) {
      var status =
          fault.kind() instanceof Fault.Status s ? Optional.of(s) : Optional.<Fault.Status>empty();
      var delay =
          fault.kind() instanceof Fault.Delay d
              ? Optional.of(d.time().toMillis())
              : Optional.<Long>empty();
      return new Form(
          id,
          fault.method(),
          fault.path(),
          nameOf(fault.kind()),
          status.map(Fault.Status::status),
          status.map(Fault.Status::headers),
          status.map(Fault.Status::body),
          delay,
          Optional.of(fault.performed()),
          fault.times(),
          fault.share());
    }

    private static String nameOf(Fault.Kind kind) {
      return switch (kind) {
        case Fault.Status _ -> "status";
        case Fault.Delay _ -> "delay";
        case Fault.Drop _ -> "drop";
        case Fault.HalfBody _ -> "half_body";
        case Fault.BrokenJson _ -> "broken_json";
      };
    }
  }
}
