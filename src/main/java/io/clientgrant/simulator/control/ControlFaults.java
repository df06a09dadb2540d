package io.clientgrant.simulator.control;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.faults.FaultInjector;
import io.clientgrant.simulator.faults.Faults;
import io.clientgrant.simulator.wire.Call;
import io.clientgrant.simulator.wire.Json;
import io.clientgrant.simulator.wire.Response;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Lists, adds and removes faults. */
public final class ControlFaults {
  private final Faults faults;

  public ControlFaults(Faults faults) {
    this.faults = faults;
  }

  Response list(Call call) {
    var list = Json.array();
    faults.all().forEach((id, fault) -> list.add(Json.tree(Form.of(Optional.of(id), fault))));
    return Response.management(200, list);
  }

  Response add(Call call) {
    var form = ControlBody.value(ControlBody.object(call), Form.class);
    try {
      var fault = form.fault();
      return Response.management(201, Form.of(Optional.of(faults.add(fault)), fault));
    } catch (IllegalArgumentException e) {
      throw ControlBody.badRequest(String.valueOf(e.getMessage()));
    }
  }

  Response clear(Call call) {
    faults.clear();
    return Response.noContent();
  }

  Response remove(Call call) {
    var id = call.parameter("id");
    if (!id.matches("[0-9]{1,9}") || !faults.remove(Integer.parseInt(id))) {
      throw ControlBody.notFound("the fault");
    }
    return Response.noContent();
  }

  /**
   * The JSON form of a fault.
   *
   * @param id the number of the fault, assigned by the simulator
   * @param method the HTTP method that the fault applies to
   * @param path the path or path template that the fault applies to
   * @param kind {@code status}, {@code delay}, {@code drop}, {@code half_body} or {@code
   *     broken_json}
   * @param status the status, for kind {@code status}
   * @param headers the headers, for kind {@code status}
   * @param body the body, for kind {@code status}: a string is sent as it is, anything else as JSON
   * @param delayMs the delay, for kind {@code delay}
   * @param afterEffect whether the request takes effect before the fault
   * @param times how often the fault applies
   * @param share the share of matching requests that the fault applies to
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
      if (millis < 0 || millis > FaultInjector.MAX_DELAY.toMillis()) {
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
