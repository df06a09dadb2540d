package io.clientgrant.simulator.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.clientgrant.simulator.faults.Delivery;
import io.clientgrant.simulator.faults.Faults;
import io.clientgrant.simulator.faults.FaultyLine;
import io.clientgrant.simulator.faults.RequestLog;
import io.clientgrant.simulator.wire.Answer;
import io.clientgrant.simulator.wire.Query;
import io.clientgrant.simulator.wire.Request;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;

/** Where HTTP comes in and goes out. */
public final class Front implements HttpHandler {
  public static final String CONTROL = "/_simulator";

  /** More than this is not read: the API takes 1 MiB, and a whole tenant is seeded in less. */
  private static final int MAX_BODY = 64 << 20;

  private final Switchboard tenant;
  private final Switchboard control;
  private final RequestLog requests;
  private final Faults faults;

  public Front(Switchboard tenant, Switchboard control, RequestLog requests, Faults faults) {
    this.tenant = tenant;
    this.control = control;
    this.requests = requests;
    this.faults = faults;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var request = read(exchange);
      if (request.path().equals(CONTROL) || request.path().startsWith(CONTROL + "/")) {
        write(exchange, control.answer(request));
      } else {
        serve(exchange, request);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(HttpExchange exchange, Request request)
      throws IOException, InterruptedException {
    var template = tenant.template(request);
    var query = exchange.getRequestURI().getRawQuery();
    var recorded = requests.arrived(request, query == null ? "" : query, template);
    var fault = faults.strike(request, template);
    var delivery = FaultyLine.deliver(fault, () -> perform(request));
    switch (delivery) {
      case Delivery.Whole(Answer answer) -> {
        requests.answered(recorded, answer.status());
        write(exchange, answer);
      }
      case Delivery.Half(Answer answer) -> {
        requests.answered(recorded, answer.status());
        writeHalf(exchange, answer);
      }
      case Delivery.Nothing() -> {
        // The exchange is closed without a word.
      }
    }
  }

  private Answer perform(Request request) {
    try {
      return tenant.answer(request);
    } catch (RuntimeException e) {
      e.printStackTrace();
      return Answer.error(500, "The simulator itself failed: " + e);
    }
  }

  private static Request read(HttpExchange exchange) throws IOException {
    var uri = exchange.getRequestURI();
    var headers = new LinkedHashMap<String, String>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    var query = uri.getRawQuery();
    return new Request(
        exchange.getRemoteAddress().getAddress().getHostAddress(),
        exchange.getRequestMethod(),
        uri.getRawPath(),
        Query.parse(query == null ? "" : query),
        headers,
        exchange.getRequestBody().readNBytes(MAX_BODY));
  }

  private static void write(HttpExchange exchange, Answer answer) throws IOException {
    start(exchange, answer);
    if (answer.body().length > 0) {
      exchange.getResponseBody().write(answer.body());
    }
  }

  private static void writeHalf(HttpExchange exchange, Answer answer) throws IOException {
    start(exchange, answer);
    if (answer.body().length > 0) {
      exchange.getResponseBody().write(answer.body(), 0, answer.body().length / 2);
      exchange.getResponseBody().flush();
    }
  }

  private static void start(HttpExchange exchange, Answer answer) throws IOException {
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(
        answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
  }
}
