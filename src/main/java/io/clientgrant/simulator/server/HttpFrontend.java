package io.clientgrant.simulator.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.clientgrant.simulator.faults.Delivery;
import io.clientgrant.simulator.faults.FaultInjector;
import io.clientgrant.simulator.faults.Faults;
import io.clientgrant.simulator.wire.Query;
import io.clientgrant.simulator.wire.Request;
import io.clientgrant.simulator.wire.Response;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;

/** Reads requests from HTTP connections and writes responses to them. */
public final class HttpFrontend implements HttpHandler {
  public static final String CONTROL = "/_simulator";

  /**
   * The longest body that is read. The API accepts 1 MiB, and the seed of a whole tenant is smaller
   * than this.
   */
  private static final int MAX_BODY = 64 << 20;

  private final Router tenant;
  private final Router control;
  private final RequestLog requests;
  private final Faults faults;

  public HttpFrontend(Router tenant, Router control, RequestLog requests, Faults faults) {
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
        write(exchange, control.handle(request));
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
    var fault = faults.take(request, template);
    var delivery = FaultInjector.deliver(fault, () -> perform(request));
    switch (delivery) {
      case Delivery.Whole(Response response) -> {
        requests.answered(recorded, response.status());
        write(exchange, response);
      }
      case Delivery.Half(Response response) -> {
        requests.answered(recorded, response.status());
        writeHalf(exchange, response);
      }
      case Delivery.Nothing() -> {
        // Closing the exchange without a response closes the connection.
      }
    }
  }

  private Response perform(Request request) {
    try {
      return tenant.handle(request);
    } catch (RuntimeException e) {
      e.printStackTrace();
      return Response.error(500, "The simulator itself failed: " + e);
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

  private static void write(HttpExchange exchange, Response response) throws IOException {
    start(exchange, response);
    if (response.body().length > 0) {
      exchange.getResponseBody().write(response.body());
    }
  }

  private static void writeHalf(HttpExchange exchange, Response response) throws IOException {
    start(exchange, response);
    if (response.body().length > 0) {
      exchange.getResponseBody().write(response.body(), 0, response.body().length / 2);
      exchange.getResponseBody().flush();
    }
  }

  private static void start(HttpExchange exchange, Response response) throws IOException {
    response.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(
        response.status(), response.body().length == 0 ? -1 : response.body().length);
  }
}
