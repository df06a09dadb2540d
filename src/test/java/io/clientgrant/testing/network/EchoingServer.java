package io.clientgrant.testing.network;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;

/**
 * Something in the place of Auth0 that shows each request in its answer, as a proxy's page of error
 * may.
 */
public final class EchoingServer implements AutoCloseable {
  private final HttpServer server;
  private volatile int status;
  private volatile String token = "";

  /** Answers everything with a status. */
  public EchoingServer(int status) {
    this.status = status;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  /** Answers with another status from now on. */
  public void status(int other) {
    status = other;
  }

  /** Gives this token to everybody who asks. */
  public EchoingServer giving(String given) {
    token = given;
    return this;
  }

  public URI uri() {
    var address = server.getAddress();
    return URI.create("http://%s:%d".formatted(address.getHostString(), address.getPort()));
  }

  private void answer(HttpExchange call) throws IOException {
    try (call) {
      var asked = new String(call.getRequestBody().readAllBytes(), UTF_8);
      var gives = call.getRequestURI().getPath().equals("/oauth/token") && !token.isEmpty();
      var body = gives ? given(token) : echo(asked + call.getRequestHeaders().entrySet());
      call.getResponseHeaders().set("content-type", "application/json");
      call.sendResponseHeaders(gives ? 200 : status, body.getBytes(UTF_8).length);
      call.getResponseBody().write(body.getBytes(UTF_8));
    }
  }

  private static String given(String token) {
    return "{\"access_token\": \"%s\", \"expires_in\": 86400}".formatted(token);
  }

  /** Wherever a reader may look for a reason, and as a grant of a list. */
  private static String echo(String asked) throws IOException {
    var grant =
        Map.of(
            "id", "cgr_0000000000000001",
            "client_id", "client-0001",
            "audience", "https://api.example.com/invoices",
            "scope", new String[] {asked});
    return JsonMapper.builder()
        .build()
        .writeValueAsString(
            Map.of(
                "error", asked,
                "error_description", asked,
                "message", asked,
                "errorCode", asked,
                "client_grants", new Object[] {grant}));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
